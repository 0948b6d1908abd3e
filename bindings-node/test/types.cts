// The same types by way of require.
import hypercare = require('hypercare')

const route: hypercare.Route = hypercare.RoutingTable.default().route('data_loss')
const tier: number = route.tier
export = tier
