import Commerce
import ConnectorKit
import Foundation
import Synchronization

/// A shop that takes one order back, and whose answers get lost as a test says. Two units at 10.00 and 4.95 for sending.
final class TillShop: Sendable {
    enum Fate: Sendable, Hashable {
        case answered
        /// Done, and the answer was lost.
        case lostAfter
        /// Not done, as far as anybody can see.
        case lostBefore
        /// Answered well, and not done.
        case ignored
        case refused
        /// Taken, and worked on until a test says otherwise.
        case taken
        /// Nothing left.
        case throttled
    }
    struct State: Sendable {
        var fates: [Fate] = []
        var isCancelled = false
        var refunds: [OrderStanding.Refund] = []
        var units = 2
        var reduced = 2
        var paid: Int64 = 2_495
        var sent = 0
        /// Keys that came with refunds.
        var keys: [String] = []
        var losesMarks = false
        /// Whether the work that was taken has ended.
        var hasEnded = false
        /// How often it was asked for.
        var looks = 0
        /// Called before anything is looked at.
        var whileLooking: (@Sendable () async -> Void)?
    }
    private let state = Mutex(State())
    let terms: ReversalTerms

    init(
        _ fates: Fate...,
        terms: ReversalTerms = ReversalTerms(
            cancellingRefunds: true, cancellingKeepsUnits: true, takesAmounts: true, takesMoneyByHand: true)
    ) {
        self.terms = terms
        self.state.withLock { $0.fates = fates }
    }

    var now: State { self.state.withLock { $0 } }
    func change(_ body: (inout State) -> Void) { self.state.withLock { body(&$0) } }
    static func eur(_ minor: Int64) -> Money { Money(minor: minor, currency: .eur) }

    var channel: ChannelDescriptor {
        var manifest = PretendShop().channel("till").manifest
        manifest.displayName = "Till Market"
        return ChannelDescriptor(manifest: manifest, verifier: nil) { _ throws(ConnectorError) in
            TillConnector(shop: self)
        }
    }

    func standing() -> OrderStanding {
        let now = self.now
        return OrderStanding(
            isCancelled: now.isCancelled, hasLeft: false, paid: Self.eur(now.paid),
            refunded: Self.eur(now.refunds.reduce(0) { $0 + $1.amount.minor }), refunds: now.refunds)
    }

    /// One request that changes something.
    ///
    /// - Returns: The id of work that is done later.
    @discardableResult
    func take(_ effect: (inout State) -> Void) throws(ConnectorError) -> String? {
        var fate = Fate.answered
        self.state.withLock { state in
            state.sent += 1
            if !state.fates.isEmpty { fate = state.fates.removeFirst() }
            if [.answered, .lostAfter].contains(fate) { effect(&state) }
        }
        switch fate {
        case .answered, .ignored: return nil
        case .taken: return "work-1"
        case .lostAfter, .lostBefore: throw .unknownOutcome("no answer in time")
        case .refused: throw .refused(code: "no", field: nil, message: "The till is closed.")
        case .throttled: throw .throttled(retryAfter: .seconds(1))
        }
    }
}

struct TillConnector: Connector, OrderReversing, OrderReading {
    static var manifest: Manifest { TillShop().channel.manifest }
    let shop: TillShop
    var terms: ReversalTerms { self.shop.terms }

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        Self.answer(ShopIdentity(name: "Till", version: "1", currency: .eur))
    }
    var listings: (any ListingReading)? { nil }
    var offers: (any OfferWriting)? { nil }
    var orders: (any OrderReading)? { self }
    var shipments: (any ShipmentWriting)? { nil }
    var webhooks: (any WebhookRegistering)? { nil }
    var reversals: (any OrderReversing)? { self }

    func standing(_ remoteOrderID: String) async throws(ConnectorError) -> Answer<OrderStanding> {
        await self.shop.now.whileLooking?()
        return Self.answer(self.shop.standing())
    }

    func quote(_ ask: RefundAsk) async throws(ConnectorError) -> Answer<RefundQuote> {
        let (standing, left) = (self.shop.standing(), self.shop.now.units)
        let units = ask.amount == nil ? ask.lines?["1"] ?? left : 0
        guard units <= left else {
            throw .refused(code: "too-many-units", field: "lines", message: "\(left) are left.")
        }
        let shipping: Int64 = ask.shipping ? 495 : 0
        let rest = standing.paid.minor - standing.refunded.minor
        let amount = ask.amount?.minor ?? min(rest, Int64(units) * 1_000 + shipping)
        guard amount > 0, amount <= rest else {
            throw .refused(code: "nothing-left", field: "order", message: "Only \(rest) is left.")
        }
        return Self.answer(
            RefundQuote(
                standing: standing, amount: TillShop.eur(amount), shipping: TillShop.eur(shipping),
                lines: units == 0 ? [] : [RefundQuote.Line(id: "1", title: "Ring", units: units)]))
    }

    func cancel(_ notice: CancelNotice) async throws(ConnectorError) -> Answer<String?> {
        Self.answer(
            try self.shop.take { state in
                state.isCancelled = true
                if notice.restock { state.reduced = 0 }
            })
    }

    func hasEnded(_ work: String) async throws(ConnectorError) -> Answer<Bool> {
        self.shop.change { $0.looks += 1 }
        return Self.answer(work != "work-1" || self.shop.now.hasEnded)
    }

    func refund(_ notice: RefundNotice) async throws(ConnectorError) -> Answer<Void> {
        let quote = try await self.quote(notice.ask).value
        try quote.check(notice)
        try self.shop.take { state in
            state.keys.append(notice.key)
            state.refunds.append(
                OrderStanding.Refund(
                    id: "r\(state.refunds.count + 1)", amount: notice.amount,
                    mark: state.losesMarks ? nil : notice.key))
            let units = quote.lines.reduce(0) { $0 + $1.units }
            state.units -= units
            if notice.ask.restock { state.reduced -= units }
        }
        return Self.answer(())
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        Self.answer(OrderPage(orders: [], next: nil))
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> {
        let now = self.shop.now
        var order = RemoteOrder.of(
            "100", "1", units: 2, state: now.isCancelled ? .cancelled : .open,
            at: Date(timeIntervalSince1970: 1_800_000_000 + Double(now.sent)), reduced: now.reduced)
        order.lines[0].refundedUnits = 2 - now.units
        return Self.answer(order)
    }

    private static func answer<Value>(_ value: Value) -> Answer<Value> {
        Answer(value, channelTime: nil, latency: .milliseconds(1))
    }
}
