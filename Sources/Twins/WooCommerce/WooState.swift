import Foundation

/// Everything one shop knows: its goods, stock, orders, keys, hooks and its book.
///
/// A value: the actor around it decides when things happen, this decides what happens. Whoever changes a stock number
/// or an order does so through the functions beside this file, which write the book and note the webhook topics.
struct WooState: DeliveringState {
    let name: String
    var currency: String
    /// Seconds east of Greenwich of the shop's own dates.
    var utcOffset: Int
    var clock: TwinClock
    /// Seconds from an event to the delivery of its webhooks.
    var webhookDelay: Double
    var keys: [WooKey] = []
    var products: [Int: WooProduct] = [:]
    var orders: [Int: WooOrder] = [:]
    var hooks: [Int: WooHook] = [:]
    var book = BookOfSales()
    var faults: FaultDesk
    var later: [Planned<Never>] = []
    var deliveries: [WooDelivery] = []
    /// Chooses buyers and keys; not the faults' dice, so that faults do not change who buys.
    var dice: Dice

    /// Product and order ids come from one row, as WordPress posts do.
    private var lastID: Int
    private var lastItemID = 300
    private var lastMetaID = 5000
    private var lastNoteID = 200
    private var lastHookID = 0

    var idBySKU: [String: Int] = [:]
    var childrenOf: [Int: [Int]] = [:]
    /// Units held by unpaid orders, by the product whose number they will come from.
    var held: [Int: Int] = [:]
    /// What products were, for stale reads.
    var past: [Int: [WooPast]] = [:]

    init(name: String, currency: String, utcOffset: Int, clock: TwinClock, webhookDelay: Double, faults: FaultPlan) {
        self.name = name
        self.currency = currency
        self.utcOffset = utcOffset
        self.clock = clock
        self.webhookDelay = webhookDelay
        self.faults = FaultDesk(faults)
        self.dice = Dice(named: "shop " + name)
        self.lastID = 100 + Int(Dice.hash(name) % 9000)
    }

    mutating func newID() -> Int {
        self.lastID += self.dice.whole(1...3)
        return self.lastID
    }

    mutating func newItemID() -> Int {
        self.lastItemID += 1
        return self.lastItemID
    }

    mutating func newMetaID() -> Int {
        self.lastMetaID += 1
        return self.lastMetaID
    }

    mutating func newNoteID() -> Int {
        self.lastNoteID += 1
        return self.lastNoteID
    }

    mutating func newHookID() -> Int {
        self.lastHookID += 1
        return self.lastHookID
    }
}

/// What a product was until an instant.
struct WooPast: Sendable, Codable, Hashable {
    /// Wall time.
    var until: Date
    var product: WooProduct
}

/// A webhook on its way. The body is made when it is sent, as WooCommerce does.
struct WooDelivery: TwinDelivery {
    var due: Date
    var hook: Int
    var resource: Int
    var isPing = false
    var isForged = false
    var isHeldBack = false

    var lane: Int { self.hook }
    var overtakes: Bool { !self.isPing }

    private enum CodingKeys: String, CodingKey {
        case due, hook, resource, isPing
        case isForged = "forged"
        case isHeldBack = "heldBack"
    }
}
