import Foundation

/// One eBay seller's account. Its API is one with all other sellers' of the market, under `/ebay`; the token tells whose
/// call it is.
public actor EbayShop: DeliveringShop {
    public nonisolated let name: String
    public nonisolated let channel = "ebay"
    /// Never changes, as `getUser` gives it.
    public nonisolated let userID: String
    /// The site its listings are on.
    public nonisolated let site: EbayMarketplace
    nonisolated let number: Int
    var state: EbayState
    var upkeep: Upkeep

    init(state: EbayState, address: String, wall: @escaping @Sendable () -> Date) {
        self.name = state.name
        self.number = state.number
        self.userID = state.userID
        self.site = state.market
        self.state = state
        self.upkeep = Upkeep(address: address, wall: wall)
    }

    /// `11-00001-00001`.
    public nonisolated func orderID(_ number: Int) -> String { EbayState.orderID(number) }

    /// Refunds are done on time, not when time is next let pass.
    func awake(at moment: Moment) { self.catchUp(moment) }

    func hooks(for due: [EbayDelivery], _ moment: Moment) -> [OutgoingHook] {
        due.compactMap { self.state.hook($0, moment) }
    }

    func setPosts(_ posts: [EbayPost], _ seal: EbaySeal, orderTopic: String?) {
        self.change { state, _ in (state.posts, state.seal, state.orderTopic) = (posts, seal, orderTopic) }
    }

    /// A notice about an account: this one, unless `more` names another.
    func tell(_ topic: String, _ more: [String: String]) {
        self.change { state, moment in
            let data = more.sorted { $0.key < $1.key }.reduce(state.identity) { $0.with($1.key, .string($1.value)) }
            state.note(topic, data, moment)
        }
    }
}
