/** @apollo/gateway posts usage to a host outside unless this is set before it is made; it is imported before it. */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
