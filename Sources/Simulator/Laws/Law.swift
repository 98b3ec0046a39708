/// What must hold after every step, whatever happens.
public enum Law: String, Sendable, Hashable, CaseIterable, Codable {
    /// Ledger and levels, open lines and reservations, missing units and shortages.
    case books
    /// An offer can sell no more unseen than is set aside for it.
    case escrow
    /// All that shops may still sell and all they sold is no more than there is, where that is promised.
    case guarantee
    /// Each order of a shop's book is in ours, once, and as it stands there.
    case orders
    /// One write to a listing at a time.
    case oneInFlight = "one-in-flight"
    /// No change leaves before it was stored that it would.
    case intentFirst = "intent-first"
    /// Who has lost his lease changes nothing.
    case fencing
    /// A mass change that looks like a mistake waits for a person.
    case brake
    /// In the end every shop shows what it should.
    case convergence
    /// A workspace's rows are changed by its own work only.
    case isolation
    /// No shop has to turn us away for calling too often.
    case budget
    /// The hub does not go round in circles: where it commits again and again, something leaves or happens.
    case progress

    public var sentence: String {
        switch self {
        case .books: "ledger, levels, reservations and shortages agree"
        case .escrow: "no offer can sell more unseen than is set aside for it"
        case .guarantee: "no guaranteed unit can be sold twice"
        case .orders: "every order is in the books once, as it stands at the shop"
        case .oneInFlight: "one write to a listing at a time"
        case .intentFirst: "a write is stored before it leaves"
        case .fencing: "a worker without its lease changes nothing"
        case .brake: "a mass change waits for a person"
        case .convergence: "in the end every shop shows what it should"
        case .isolation: "a workspace's rows are its own"
        case .progress: "the hub does not turn in a circle"
        case .budget: "no shop is called more often than it allows"
        }
    }
}

/// A law that did not hold.
public struct Breach: Error, Sendable, Hashable, Codable {
    public var law: Law
    public var text: String
    /// Seconds of trading.
    public var at: Double
}
