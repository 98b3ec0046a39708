import Pages

// Views of `Pages` under names of their own: `Operations` has views of the same nouns, and both meet here.
typealias ConnectionPage = ConnectionView
typealias EventPage = EventView
typealias PlanPage = PlanView
typealias PlanPageChange = PlanChange
typealias PageBrake = BrakeTrip
