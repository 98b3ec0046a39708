import Foundation

/// One shop of a market, whatever channel it belongs to: what the market, its crowd and its control API need of it.
///
/// A shop is an actor and does one thing at a time; it decides nothing by chance except with dice of its own seed.
public protocol TwinShop: Actor {
    nonisolated var name: String { get }
    /// `woocommerce`, `etsy`, `amazon`, `shopify`, `ebay`.
    nonisolated var channel: String { get }
    /// Where its API begins, without a slash at its end.
    var address: String { get }

    /// What the channel calls the order that its books and sales have under this number.
    nonisolated func orderID(_ number: Int) -> String

    // Time.
    /// Lets time pass: what was planned happens, other programs write, clocks jump.
    func tick()
    /// The shop's own clock.
    var clock: TwinClock { get }
    /// Runs the shop's clock at another rate, or off by another number of seconds; `nil` leaves it.
    func setClock(rate: Double?, skew: Double?)

    // Buyers.
    /// A buyer buys, or is turned away (`nil`) because there is too little left. Use `buy`.
    func sell(_ sku: String, units: Int, paid: Bool, holdSeconds: Double?) -> TwinSale?
    /// Pays an unpaid order. Nothing happens to any other order.
    func pay(order: Int)
    /// Cancels an order that has not left yet, within this much wall time; 0 for at once.
    func cancel(order: Int, within seconds: Double)
    /// The seller ships by hand in the shop's own back office.
    func complete(order: Int)
    /// The payment fails; a hold ends.
    func fail(order: Int)
    /// SKUs a buyer can ask for, in order.
    func sellableSKUs() -> [String]
    /// Brings everything that is under way to its end; webhooks stay on their way.
    func settle()

    // Control.
    /// Puts goods on the shelves; a SKU the shop has stays as it is.
    func fill(_ goods: [TwinProduct])
    /// Another program sets a stock number behind the hub's back. `false`: no such SKU, or it is not counted.
    @discardableResult
    func setStock(_ sku: String, to units: Int) -> Bool
    /// Takes another fault plan from now on.
    func setFaults(_ plan: FaultPlan)
    /// Adds rules to the plan in force.
    func addFaults(_ rules: [FaultRule])
    var faults: FaultPlan { get }
    /// How often each fault struck.
    var struck: [FaultKind: Int] { get }
    /// Seconds from an event to the delivery of its webhooks.
    func setWebhookDelay(_ seconds: Double)

    // Webhooks.
    /// The webhook calls that are due, unless the last ones are still under way.
    func takeDeliveries() -> [OutgoingHook]
    /// - Parameter status: What the receiver answered, `nil` where it did not.
    func delivered(_ hook: OutgoingHook, status: Int?)

    // Truth.
    /// What truly happened here.
    var book: BookOfSales { get }
    /// How the shop truly is now.
    func report() -> ShopReport
    /// What is on its shelves, by SKU: the report's.
    var items: [String: ShopReport.Item] { get }
    /// Something happened since the state was last taken to be kept.
    var isChanged: Bool { get }
}

extension TwinShop {
    /// A buyer buys, or is turned away (`nil`) because there is too little left.
    ///
    /// - Parameters:
    ///   - sku: Of a single product or a variation.
    ///   - units: At least 1.
    ///   - paid: `false`: the order stays unpaid and holds its units. The hold ends when it is paid or cancelled.
    ///   - holdSeconds: How long an unpaid order takes at most to be paid or cancelled by itself; `nil`: for ever.
    @discardableResult
    public func buy(_ sku: String, units: Int = 1, paid: Bool = true, holdSeconds: Double? = nil) -> TwinSale? {
        precondition(units > 0, "a buyer buys at least one unit")
        return self.sell(sku, units: units, paid: paid, holdSeconds: holdSeconds)
    }

    public nonisolated func orderID(_ number: Int) -> String { String(number) }
    public func cancel(order: Int) { self.cancel(order: order, within: 0) }
    public func setClock(rate: Double) { self.setClock(rate: rate, skew: nil) }
    public func setClock(skew: Double) { self.setClock(rate: nil, skew: skew) }
}

/// What a buyer got.
public struct TwinSale: Sendable, Codable, Hashable {
    public var orderID: Int
    public var sku: String
    public var units: Int
    /// `false`: the units are held only.
    public var isPaid: Bool
    /// True time.
    public var at: Date
}
