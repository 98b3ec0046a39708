import Foundation
import Testing

@testable import Commerce

@Suite("Brakes")
struct BrakeTests {
    static let shop = ConnectionID(at: Date(timeIntervalSince1970: 1), random: [UInt8](repeating: 1, count: 10))

    static func quantity(
        _ ref: Int, from: Int?, to: Int, cause: PlannedChange.Cause = .person
    ) throws -> PlannedChange {
        PlannedChange(
            connection: Self.shop, ref: "\(ref)", sku: try SKU("S-\(ref)"), change: .quantity(from: from, to: to),
            cause: cause, reason: "test")
    }

    static func price(_ ref: Int, from: Int64?, to: Int64, cause: PlannedChange.Cause = .rule) throws -> PlannedChange {
        PlannedChange(
            connection: Self.shop, ref: "\(ref)", sku: try SKU("S-\(ref)"),
            change: .price(
                from: from.map { Money(minor: $0, currency: .eur) }, to: Money(minor: to, currency: .eur)),
            cause: cause, reason: "test")
    }

    @Test(
        "many offers to zero stop, few or a small share do not",
        arguments: [(20, 79, true), (20, 80, false), (19, 19, false), (100, 100, true), (25, 1_000, false)])
    func zeros(count: Int, offers: Int, trips: Bool) throws {
        let changes = try (0..<count).map { try Self.quantity($0, from: 3, to: 0) }
        let trip = Brake.check(changes, offers: [Self.shop: offers]).first
        #expect((trip?.code == "brake.many_to_zero") == trips)
        #expect(trip?.held.count == (trips ? count : nil))
    }

    @Test("what showed nothing before is no fall to zero", arguments: [nil, 0] as [Int?])
    func alreadyZero(from: Int?) throws {
        let changes = try (0..<50).map { try Self.quantity($0, from: from, to: 0) }
        #expect(Brake.check(changes, offers: [Self.shop: 50]).isEmpty)
    }

    @Test("a lowering that an order caused is never held and never counted")
    func orders() throws {
        let sold = try (0..<50).map { try Self.quantity($0, from: 1, to: 0, cause: .order) }
        let others = try (50..<65).map { try Self.quantity($0, from: 1, to: 0) }
        #expect(Brake.check(sold + others, offers: [Self.shop: 65]).isEmpty)
    }

    @Test(
        "steep falls and penny prices stop",
        arguments: [
            (1000, 500, []), (1000, 499, ["brake.price_falls"]),
            (1000, 99, ["brake.penny_price", "brake.price_falls"]),
            (1000, 100, ["brake.price_falls"]), (9, 5, ["brake.penny_price"]), (5, 5, []), (1000, 2000, []),
            (1000, 0, ["brake.penny_price", "brake.price_falls"]),
        ] as [(Int64, Int64, [String])])
    func prices(from: Int64, to: Int64, codes: [String]) throws {
        let trips = Brake.check([try Self.price(1, from: from, to: to)], offers: [Self.shop: 1])
        #expect(trips.map(\.code) == codes)
    }

    @Test(
        "a first price is held only when it is next to nothing", arguments: [(5, true), (6, false)] as [(Int64, Bool)])
    func firstPrice(to: Int64, isHeld: Bool) throws {
        let trips = Brake.check([try Self.price(1, from: nil, to: to)], offers: [Self.shop: 1])
        #expect(trips.isEmpty != isHeld)
    }

    @Test("every trip says what and what to do")
    func sentences() throws {
        let trips = Brake.check([try Self.price(1, from: 1000, to: 1)], offers: [:])
        #expect(trips.map(\.sentence).contains("1 prices would be next to nothing, the lowest 0.01 EUR."))
        #expect(trips.allSatisfy { !$0.wayOut.isEmpty })
    }
}
