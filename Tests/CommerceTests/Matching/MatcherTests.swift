import Foundation
import Testing

@testable import Commerce

@Suite("Matching listings to variants")
struct MatcherTests {
    static let ean = "4006381333931"
    static let otherEAN = "9780306406157"

    static func variant(_ number: Int, _ sku: String, gtin: String? = nil) throws -> VariantFacts {
        VariantFacts(id: Self.id(number), sku: try SKU(sku), gtin: try gtin.map { try GTIN($0) })
    }

    static func id(_ number: Int) -> VariantID {
        VariantID(at: Date(timeIntervalSince1970: Double(number)), random: [UInt8](repeating: 0, count: 10))
    }

    static func offer(_ key: String, _ sku: String?, gtin: String? = nil) -> RemoteListingFacts {
        RemoteListingFacts(key: key, sku: sku, gtin: gtin, title: "Thing")
    }

    struct Pair: Sendable {
        var sku: String?
        var gtin: String?
        var ourGTIN: String?
        var code: String
        var isLinked: Bool
    }

    @Test(
        "one listing and the variant A-1",
        arguments: [
            Pair(sku: "A-1", code: "match.same_sku", isLinked: true),
            Pair(sku: " A-1 ", code: "match.same_sku", isLinked: true),
            Pair(sku: "A-1", gtin: ean, ourGTIN: ean, code: "match.same_sku", isLinked: true),
            Pair(sku: "A-1", gtin: ean, ourGTIN: otherEAN, code: "match.gtin_contradicts", isLinked: false),
            Pair(sku: "a-1", code: "match.near_sku", isLinked: false),
            Pair(sku: "A 1", code: "match.near_sku", isLinked: false),
            Pair(sku: "00A1", code: "match.near_sku", isLinked: false),
            Pair(sku: nil, gtin: ean, ourGTIN: ean, code: "match.same_gtin", isLinked: true),
            Pair(sku: "a1", gtin: ean, ourGTIN: ean, code: "match.same_gtin", isLinked: true),
            Pair(sku: "OTHER", gtin: ean, ourGTIN: ean, code: "match.sku_contradicts", isLinked: false),
            Pair(sku: nil, gtin: "no number", ourGTIN: ean, code: "match.no_sku", isLinked: false),
            Pair(sku: "B-2", code: "match.nothing_in_common", isLinked: false),
            Pair(sku: nil, code: "match.no_sku", isLinked: false),
        ])
    func pair(pair: Pair) throws {
        let variants = [try Self.variant(1, "A-1", gtin: pair.ourGTIN)]
        let decision = try #require(
            Matcher.match(remote: [Self.offer("o", pair.sku, gtin: pair.gtin)], variants: variants).first)
        #expect(decision.reason.code == pair.code)
        #expect((decision.outcome == .linked(Self.id(1))) == pair.isLinked)
        #expect(!decision.reason.sentence.isEmpty && !decision.reason.wayOut.isEmpty)
    }

    @Test("a number that a company made up links nothing")
    func localNumber() throws {
        let number = try #require((0...9).map { "201234567890\($0)" }.first { (try? GTIN($0)) != nil })
        let decisions = Matcher.match(
            remote: [Self.offer("o", nil, gtin: number)], variants: [try Self.variant(1, "A", gtin: number)])
        #expect(decisions[0].outcome == .unmatched)
    }

    @Test("a SKU on two listings of one connection is left to a person, for both")
    func doubledOffers() throws {
        let decisions = Matcher.match(
            remote: [Self.offer("one", "A"), Self.offer("two", "A")], variants: [try Self.variant(1, "A")])
        #expect(decisions.map(\.outcome) == [.ambiguous([Self.id(1)]), .ambiguous([Self.id(1)])])
        #expect(decisions[0].reason.sentence.contains("2 listings"))
    }

    @Test("a SKU or a GTIN on two variants names both candidates")
    func doubledVariants() throws {
        let both = MatchDecision.Outcome.ambiguous([Self.id(1), Self.id(2)])
        let bySKU = Matcher.match(
            remote: [Self.offer("o", "A")], variants: [try Self.variant(1, "A"), try Self.variant(2, "A")])
        let byGTIN = Matcher.match(
            remote: [Self.offer("o", nil, gtin: Self.ean)],
            variants: [try Self.variant(1, "A", gtin: Self.ean), try Self.variant(2, "B", gtin: Self.ean)])
        #expect(bySKU[0].outcome == both)
        #expect(byGTIN[0].outcome == both)
    }

    @Test("a GTIN on two listings links neither")
    func doubledOfferGTIN() throws {
        let decisions = Matcher.match(
            remote: [Self.offer("one", nil, gtin: Self.ean), Self.offer("two", nil, gtin: Self.ean)],
            variants: [try Self.variant(1, "A", gtin: Self.ean)])
        #expect(decisions.map(\.reason.code) == ["match.offers_share_gtin", "match.offers_share_gtin"])
    }

    @Test("a GTIN does not link where another listing has the variant's SKU")
    func takenVariant() throws {
        let decisions = Matcher.match(
            remote: [Self.offer("one", "A"), Self.offer("two", nil, gtin: Self.ean)],
            variants: [try Self.variant(1, "A", gtin: Self.ean)])
        #expect(decisions.map(\.reason.code) == ["match.same_sku", "match.variant_has_offer"])
    }

    @Test("twenty thousand listings of one spelling stay quick and name few candidates")
    func large() throws {
        let variants = try (0..<20_000).map { try Self.variant($0, "A" + String(repeating: "-", count: $0 % 150)) }
        let offers = (0..<20_000).map { Self.offer("\($0)", "a \($0 % 2 == 0 ? "" : "-")") }
        let decisions = Matcher.match(remote: offers, variants: variants)
        #expect(decisions.allSatisfy { $0.outcome != .unmatched })
    }
}
