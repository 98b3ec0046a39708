import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("The books balance")
struct BalanceTests {
    @Test(
        "after every step of any history: ledger, levels, reservations and shortages",
        arguments: Engine.available, [1, 2, 3] as [UInt64])
    func history(engine: Engine, seed: UInt64) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace(policy: seed == 2 ? .guaranteed : seed == 3 ? .adaptive : .shared)
        var history = try await RandomHistory(hall, desk, seed: seed)
        for step in 0..<200 {
            let done = try await history.step()
            let books = try await Books.check(desk)
            try #require(books.isRight, "step \(step), \(done): \(books)")
        }
        #expect(history.kinds.count == RandomHistory.kindsThereAre)
    }
}

@Suite("Many hands at once")
struct ConcurrencyTests {
    @Test("people, files and shops change the same SKUs at once, and nothing is lost", arguments: Engine.available)
    func together(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace(policy: .guaranteed)
        try await hall.catalogue(desk, ["A,Ring,10.00,100,", "B,Bowl,10.00,100,", "SET,Set,20.00,,A:2|B:1"])
        let listings = [RemoteOffer.of("1", sku: "A"), .of("2", sku: "B"), .of("3", sku: "SET"), .of("4", sku: "x")]
        let one = try await hall.shop(desk, "One", listings)
        let two = try await hall.shop(desk, "Two", listings)
        hall.clock.advance(by: 60)
        let now = hall.clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { _ = try await AdjustStock(sku: number.isMultiple(of: 2) ? "A" : "B", by: 1).run(desk) }
                group.addTask {
                    let shop = number.isMultiple(of: 2) ? one : two
                    try await desk.takeIn(.of("\(number)", "\(number % 4 + 1)", at: now), of: shop)
                }
            }
            group.addTask { _ = try await LinkOffer(connection: "One", offer: "4", sku: "A").run(desk) }
            group.addTask { _ = try await LinkOffer(connection: "Two", offer: "4", sku: "B").run(desk) }
            group.addTask { try await desk.takeIn(listings, of: one) }
            group.addTask { _ = try await SetPolicy(.workspace(policy: .shared)).run(desk) }
            group.addTask { _ = try await SetPrice(sku: "A", price: Money(minor: 1_100, currency: .eur)).run(desk) }
            group.addTask { try await hall.catalogue(desk, ["A,Ring,,,", "B,Bowl,12.00,,", "SET,Set,22.00,,A:2|B:1"]) }
            try await group.waitForAll()
        }
        let books = try await Books.check(desk)
        #expect(books.isRight, "\(books)")
        let (a, b) = (try await WhyStock(sku: "A").run(desk), try await WhyStock(sku: "B").run(desk))
        #expect(a.onHand == 110)
        #expect(b.onHand == 110)
        // Five orders of each listing: A and B themselves, two and one of them in each set, and what was linked late.
        #expect(a.open + b.open == 5 + 5 + 15 + 5)
        #expect(try await ListMapping(mapping: [.linked]).run(desk).rows.count == 8)
    }
}

/// Whatever people and shops may do, in any order.
private struct RandomHistory {
    static let kindsThereAre = 14
    let hall: Hall
    let desk: Desk
    let shops: [UUID]
    var random: SeededRandom
    var orders: [(id: String, shop: UUID, ref: String, units: Int, state: OrderState)] = []
    /// What happened at least once.
    var kinds = Set<Int>()

    static let skus = ["A", "B", "C"]

    init(_ hall: Hall, _ desk: Desk, seed: UInt64) async throws {
        self.hall = hall
        self.desk = desk
        self.random = SeededRandom(seed: seed)
        try await hall.catalogue(
            desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,5,", "C,Cup,10.00,,", "SET,Set,25.00,,A:2|B:1"])
        _ = try await CreateLocation(name: "Back").run(desk)
        let listings = ["A", "B", "C", "SET", "X"].enumerated().map {
            RemoteOffer.of("\($0.offset + 1)", sku: $0.element)
        }
        self.shops = [try await hall.shop(desk, "One", listings), try await hall.shop(desk, "Two", listings)]
    }

    mutating func step() async throws -> String {
        self.hall.clock.advance(by: 30)
        let kind = Int.random(in: 0..<Self.kindsThereAre, using: &self.random)
        self.kinds.insert(kind)
        do {
            try await self.perform(kind)
            return "\(kind)"
        } catch let refusal as OperationError {
            // Refused is fine; half done is not, and the books tell.
            return "\(kind) refused: \(refusal.code)"
        }
    }

    private mutating func perform(_ kind: Int) async throws {
        let sku = Self.skus.randomElement(using: &self.random) ?? "A"
        let units = Int.random(in: 0...6, using: &self.random)
        let place = Bool.random(using: &self.random) ? "Main" : "Back"
        let shop = Bool.random(using: &self.random) ? "One" : "Two"
        let ref = "\(Int.random(in: 1...5, using: &self.random))"
        switch kind {
        case 0: _ = try await SetStock(sku: sku, location: place, onHand: units).run(self.desk)
        case 1: _ = try await AdjustStock(sku: sku, location: place, by: units - 3).run(self.desk)
        case 2: _ = try await TransferStock(sku: sku, from: "Main", to: "Back", units: units).run(self.desk)
        case 3: _ = try await SetBuffer(sku: sku, location: place, units: units).run(self.desk)
        case 4, 5: try await self.sell(ref, units: max(1, units))
        case 6: try await self.change(to: .cancelled)
        case 7: try await self.change(to: .shipped)
        case 8: try await self.ship()
        case 9: _ = try await LinkOffer(connection: shop, offer: ref, sku: sku).run(self.desk)
        case 10: _ = try await UnlinkOffer(connection: shop, offer: ref).run(self.desk)
        case 11: try await self.plan(sku, units)
        case 12:
            let parts = Bool.random(using: &self.random) ? "A:1" : "A:2|B:1"
            try await self.hall.catalogue(self.desk, ["\(sku),Thing,10.00,\(units),", "SET,Set,25.00,,\(parts)"])
        default: _ = try await AdoptStock(connection: shop).run(self.desk)
        }
    }

    private mutating func sell(_ ref: String, units: Int) async throws {
        let shop = self.shops.randomElement(using: &self.random) ?? self.shops[0]
        let state: OrderState = Int.random(in: 0..<4, using: &self.random) == 0 ? .unpaid : .open
        let order = (id: "\(self.orders.count + 1)", shop: shop, ref: ref, units: units, state: state)
        self.orders.append(order)
        try await self.tell(order)
        // Told twice, as shops do.
        if units.isMultiple(of: 2) { try await self.tell(order) }
    }

    private mutating func change(to state: OrderState) async throws {
        guard
            let index = self.orders.indices.filter({ self.orders[$0].state.isOwed }).randomElement(using: &self.random)
        else { return }
        self.orders[index].state = state
        try await self.tell(self.orders[index])
    }

    private func tell(_ order: (id: String, shop: UUID, ref: String, units: Int, state: OrderState)) async throws {
        try await self.desk.takeIn(
            .of(order.id, order.ref, units: order.units, state: order.state, at: self.hall.clock.now), of: order.shop)
    }

    private mutating func ship() async throws {
        let page = try await ListOrders(limit: 20).run(self.desk)
        guard let order = page.rows.filter({ $0.state == "open" }).randomElement(using: &self.random) else { return }
        _ = try await ShipOrder(order.id, tracking: "1Z\(order.remoteID)").run(self.desk)
    }

    private mutating func plan(_ sku: String, _ units: Int) async throws {
        let plan = try await PlanStock(counts: [sku: units]).run(self.desk)
        _ = try await ApplyPlan(plan.id).run(self.desk)
        if Bool.random(using: &self.random) { _ = try await UndoPlan(plan.id).run(self.desk) }
    }
}
