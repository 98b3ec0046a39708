import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("How Amazon books a seller's money")
struct AmazonFinanceTests {
    private static let span = FinanceSpan(from: Date(timeIntervalSince1970: 1_763_000_000))

    private static func page(_ text: String, address: String = "US") async throws -> FinancePage {
        let connector = try amazon(ScriptedTransport(.json(text)), address: address)
        return try #require(try await connector.finances?.page(nil, Self.span).value)
    }

    /// A page of these transactions.
    private static func list(_ transactions: String...) async throws -> FinancePage {
        try await Self.page(#"{"payload":{"transactions":[\#(transactions.joined(separator: ","))]}}"#)
    }

    @Test("a sale is read with its order, its parts and its SKU, exact to the cent, and nobody's name")
    func mapped() async throws {
        let page = try await Self.page(Fixture.text("amazon/transactions"))
        let sale = try #require(page.transactions.first)
        #expect(sale.remoteID == "b1qD0oAliFkLiqRyGbmeT0DoS2Z2kHzi7TZ92z-vARI" && sale.kind == "Shipment")
        #expect(sale.status == FinanceTransaction.deferred && sale.order == "902-1845936-5435065")
        #expect(sale.amount == Money(minor: 3_399, currency: .usd) && sale.store == "ATVPDKIKX0DER")
        #expect(
            sale.parts == [
                FinancePart(what: "Sales/Product Charges", amount: Money(minor: 3_998, currency: .usd)),
                FinancePart(what: "Expenses", amount: Money(minor: -599, currency: .usd)),
            ])
        #expect(sale.items.map(\.sku) == ["MUG"] && sale.items.map(\.units) == [2])
        #expect(sale.postedAt == Date(timeIntervalSince1970: 1_763_609_713.214))
        // What was engraved, and how it was paid, stays with Amazon.
        #expect(!"\(page)".contains("Jane") && !"\(page)".contains("XXXXX123"))
        #expect(page.next == PageToken("page-2") && page.unreadable == [])
    }

    @Test("what Amazon gives no id keeps the one that is made for it, and another amount makes another")
    func unnamed() async throws {
        let (first, again) = (
            try await Self.page(Fixture.text("amazon/transactions")),
            try await Self.page(Fixture.text("amazon/transactions"))
        )
        let fee = try #require(first.transactions.last)
        #expect(fee.remoteID.hasPrefix("~") && fee.remoteID == again.transactions.last?.remoteID)
        #expect(fee.amount == Money(minor: -3_900, currency: .usd) && fee.order == nil && fee.store == nil)
        let other = Fixture.text("amazon/transactions").replacing("-39,", with: "-40,")
        #expect(try await Self.page(other).transactions.last?.remoteID != fee.remoteID)
    }

    @Test("stores are not asked for, so that nothing is left out; another connection's are passed over")
    func stores() async throws {
        let transport = ScriptedTransport(.amazon("transactions"))
        _ = try await amazon(transport).finances?.page(
            PageToken("page-2"),
            FinanceSpan(
                from: Date(timeIntervalSince1970: 1_763_000_000), until: Date(timeIntervalSince1970: 1_763_100_000),
                isReleased: true))
        let query = try #require(transport.calls.first?.url.query())
        for part in [
            "postedAfter=2025-11-13T02%3A13%3A20Z", "postedBefore=2025-11-14T06%3A00%3A00Z", "nextToken=page-2",
            "transactionStatus=DEFERRED_RELEASED",
        ] { #expect(query.contains(part), "\(query)") }
        #expect(!query.contains("marketplace"))
        let page = try await Self.page(Fixture.text("amazon/transactions"), address: "CA")
        #expect(page.transactions.map(\.kind) == ["ServiceFee"])
    }

    @Test("parts come as a list, and in an object as in Amazon's own example")
    func boxed() async throws {
        let sale = try await Self.list(
            """
            {"transactionId":"T1","postedDate":"2025-11-20T00:00:00Z","totalAmount":{"currencyCode":"USD","currencyAmount":10},
            "breakdowns":{"breakdowns":[{"breakdownType":"Sales","breakdownAmount":{"currencyCode":"USD","currencyAmount":10},
            "breakdowns":[{"breakdownType":"Tax","breakdownAmount":{"currencyCode":"USD","currencyAmount":0.1}}]}]}}
            """
        ).transactions
        #expect(sale.first?.parts == [FinancePart(what: "Sales/Tax", amount: Money(minor: 10, currency: .usd))])
    }

    @Test(
        "one that cannot be read is named, and keeps no other from being read",
        arguments: [
            #"{"transactionId":"BAD"}"#, #"{"transactionId":"BAD","postedDate":"yesterday"}"#,
            #"{"transactionId":"BAD","postedDate":7}"#,
            #"{"transactionId":"BAD","postedDate":"2025-11-20T00:00:00Z","breakdowns":7}"#,
            #"{"transactionId":"BAD","postedDate":"2025-11-20T00:00:00Z","items":[{"contexts":[{"quantityShipped":"x"}]}]}"#,
        ])
    func unreadable(bad: String) async throws {
        let page = try await Self.list(bad, #"{"transactionId":"GOOD","postedDate":"2025-11-20T00:00:00Z"}"#)
        #expect(page.unreadable.map(\.place) == ["BAD"] && page.transactions.map(\.remoteID) == ["GOOD"])
    }

    @Test(
        "what is no amount of its currency is none, and the booking is there all the same",
        arguments: [
            #"{"currencyCode":"USD","currencyAmount":1.005}"#, #"{"currencyCode":"dollars","currencyAmount":1}"#,
            #"{"currencyCode":"JPY","currencyAmount":0.5}"#, #"{"currencyAmount":1}"#, "{}",
        ])
    func amounts(told: String) async throws {
        let page = try await Self.list(
            #"{"transactionId":"T","postedDate":"2025-11-20T00:00:00Z","totalAmount":\#(told)}"#)
        #expect(page.transactions.map(\.remoteID) == ["T"] && page.transactions.first?.amount == nil)
    }

    @Test("an empty page may name a next one, and no page at all is the end", arguments: ["{}", #"{"payload":{}}"#])
    func empty(text: String) async throws {
        #expect(try await Self.page(text).next == nil)
        let page = try await Self.page(#"{"payload":{"nextToken":"n","transactions":[]}}"#)
        #expect(page.transactions == [] && page.next == PageToken("n"))
    }
}
