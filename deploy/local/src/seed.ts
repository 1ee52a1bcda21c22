/** A password that says what it is: these people exist on the local stand-ins only. */
export const A_PASSWORD = 'local-only-password'

/** People with whom somebody can sign in after `npm start`. */
export const A_PEOPLE = [
  { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01', email: 'lea.martin@example.org', handle: 'lea_m', displayName: 'Léa Martin' },
  { id: '019a4de1-4601-7b52-8d2b-3f6a1c0e5b02', email: 'omar.haddad@example.org', handle: 'omar', displayName: 'Omar Haddad' },
  { id: '019a4de1-4602-7c53-9d2b-3f6a1c0e5b03', email: 'ines.costa@example.org', handle: 'ines', displayName: 'Inês Costa' },
  { id: '019a4de1-4603-7d54-8d2b-3f6a1c0e5b04', email: 'jonas.weber@example.org', handle: 'jonas_w', displayName: 'Jonas Weber 🏔️' },
] as const

export const B_PEOPLE = [
  { uid: 4711, phone: '0033 6 12 34 56 78', pin: '4821', name: 'Bruno D.', shown: 'Bruno D.' },
  { uid: 4712, phone: '06.98.76.54.32', pin: '1907', name: 'Zo&#235; Petit', shown: 'Zoë Petit' },
  { uid: 4713, phone: '+33 7 55 01 02 03', pin: '3355', name: 'Karim &amp; fils', shown: 'Karim & fils' },
] as const

const MINUTE = 60_000
const [lea, omar, ines, jonas] = A_PEOPLE
const [bruno, zoe, karim] = B_PEOPLE

/** A UUIDv7 of that moment; the number makes it unique and the same every time. */
function id(at: number, number: number): string {
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Company A's people and a morning of their talk, as its seed control takes it. `now`: epoch milliseconds. */
export function seedOfA(now: number) {
  const start = now - 180 * MINUTE
  const direct = id(start, 1)
  const hike = id(start, 2)
  const talk: [conversation: string, sender: string, body: string][] = [
    [direct, lea.id, 'Hi Omar, are you **back** from Lyon?'],
    [direct, omar.id, 'Since last night. Coffee tomorrow?'],
    [direct, lea.id, 'Gladly. 9:00 at the usual place ☕️'],
    [direct, omar.id, '👍'],
    [hike, jonas.id, 'Sunday looks sunny: who comes up to the lake?'],
    [hike, lea.id, 'Me! I can take two people in the car.'],
    [hike, ines.id, 'Count me in. Shall I bring the _pastéis_?'],
    [hike, jonas.id, 'That is not even a question 😀'],
    [hike, omar.id, 'Then I have to come, too.'],
  ]
  return {
    password: A_PASSWORD,
    users: A_PEOPLE.map((person) => ({ ...person })),
    conversations: [
      { id: direct, kind: 'DIRECT', members: [lea.id, omar.id], createdAt: iso(start) },
      { id: hike, kind: 'GROUP', title: 'Sunday hike', members: [jonas.id, lea.id, ines.id, omar.id], createdAt: iso(start) },
    ],
    messages: talk.map(([c, s, body], index) => {
      const at = start + (index + 1) * 7 * MINUTE
      return { id: id(at, 16 + index), c, s, body, at: iso(at) }
    }),
  }
}

/** Company B's people, their pairs, a list and some talk, as its seed control takes it. */
export function seedOfB(now: number) {
  const start = now - 150 * MINUTE
  const talk: [from: number, to: number, txt: string, more?: object][] = [
    [bruno.uid, zoe.uid, 'Salut Zo&#235; ! Le paquet est arriv&#233; ?'],
    [zoe.uid, bruno.uid, 'Oui, ce matin &#128512; merci !'],
    [bruno.uid, zoe.uid, 'Parfait. &#192; samedi alors', { r: { [zoe.uid]: 1 } }],
    [karim.uid, bruno.uid, 'Your van is ready: brakes &amp; tyres are done.'],
    [bruno.uid, karim.uid, 'Great, I come at 5', { q: 'Your van is ready: brakes &amp; tyres are done.' }],
    [karim.uid, zoe.uid, 'We close at 6 today', { st: 1 }],
  ]
  return {
    users: B_PEOPLE.map(({ shown: _shown, ...person }) => ({ ...person, seen: now - 30 * MINUTE })),
    conversations: [
      { a: bruno.uid, b: zoe.uid },
      { a: bruno.uid, b: karim.uid },
      { a: karim.uid, b: zoe.uid },
      { lid: 77, owner: karim.uid, name: 'Customers', uids: [bruno.uid, zoe.uid] },
    ],
    messages: talk.map(([fr, to, txt, more], index) => {
      const t = start + (index + 1) * 9 * MINUTE
      return { fr, to, txt, t, srv: t, ...more }
    }),
  }
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000Z`
}
