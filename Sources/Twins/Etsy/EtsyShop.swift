import Foundation

/// One Etsy shop. Its API is one with all other Etsy shops of the market, under `/etsy/v3/application`.
public actor EtsyShop: DeliveringShop {
    public nonisolated let name: String
    public nonisolated let channel = "etsy"
    nonisolated let number: Int
    /// As in the paths of the API.
    public nonisolated let shopID: Int
    /// The owner, as the access token begins.
    public nonisolated let userID: Int
    var state: EtsyState
    var upkeep: Upkeep

    init(state: EtsyState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.number = state.number
        self.shopID = state.shopID
        self.userID = state.userID
        self.state = state
        self.upkeep = Upkeep(address: address, wall: wall)
    }

    func hooks(for due: [EtsyDelivery], _ moment: Moment) -> [OutgoingHook] {
        due.compactMap { self.state.hook($0, address: self.address, moment) }
    }

    func setEndpoints(_ endpoints: [EtsyEndpoint]) {
        self.state.endpoints = endpoints
        self.isChanged = true
    }
}
