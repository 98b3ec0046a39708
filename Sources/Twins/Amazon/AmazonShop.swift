import Foundation

/// One Amazon seller's account. Its API is one with all other sellers' of the market, under `/amazon`; the token tells whose
/// call it is.
public actor AmazonShop: StatefulShop {
    public nonisolated let name: String
    public nonisolated let channel = "amazon"
    /// As in the paths of the API.
    public nonisolated let sellerID: String
    /// The store its listings are at.
    public nonisolated let home: AmazonStore
    nonisolated let number: Int
    var state: AmazonState
    var upkeep: Upkeep
    /// What the one host of all sellers was at the last call.
    var front = Front(address: "", planFactor: 1)

    /// What a seller's answers need to know of the host.
    struct Front: Sendable {
        var address: String
        var planFactor: Double
        /// Where the app's notifications may go: whether each is EventBridge.
        var destinations: [String: Bool] = [:]
    }

    init(state: AmazonState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.sellerID = state.sellerID
        self.home = state.home
        self.number = state.number
        self.state = state
        self.upkeep = Upkeep(address: address, wall: wall)
    }

    /// Changes are applied on time, not when time is next let pass.
    func awake(at moment: Moment) { self.catchUp(moment) }

    // Amazon delivers to queues, not to addresses: `AmazonFront.deliverNews`.
    public func takeDeliveries() -> [OutgoingHook] { [] }
    public func delivered(_ hook: OutgoingHook, status: Int?) {}
    public func setWebhookDelay(_ seconds: Double) { self.change { state, _ in state.webhookDelay = max(0, seconds) } }
}
