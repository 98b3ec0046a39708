extension OrderState {
    /// How far along its life an order is: of two snapshots of the same second, the further one is the newer.
    var rank: Int {
        switch self {
        case .unpaid: 0
        case .open: 1
        case .shipped: 2
        case .cancelled: 3
        case .refunded: 4
        }
    }

    /// Whether goods are still owed.
    public var isOwed: Bool { self == .unpaid || self == .open }
}
