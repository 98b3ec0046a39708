import Commerce
import ConnectorKit
import Foundation
import Wire

/// How Amazon books the seller's money (finances_2024-06-19.json). Read only.
struct AmazonFinances: FinanceReading {
    let api: AmazonAPI

    /// No store is asked for: what the merchant fulfils in the United States is left out where one is (listTransactions,
    /// note). What belongs to stores that are not this connection's is passed over.
    func page(_ token: PageToken?, _ span: FinanceSpan) async throws(ConnectorError) -> Answer<FinancePage> {
        var query: AmazonAPI.Query = [("postedAfter", AmazonTime.text(span.from))]
        if let until = span.until { query.append(("postedBefore", AmazonTime.text(until))) }
        if span.isReleased { query.append(("transactionStatus", "DEFERRED_RELEASED")) }
        // "Include the same arguments as the call that produced the token."
        if let token { query.append(("nextToken", token.text)) }
        let found = try await self.api.get(
            AmazonWire.Transactions.self, .listTransactions, "/finances/2024-06-19/transactions", query: query,
            timeout: self.api.settings.idleTimeout)
        let stores = Set(self.api.place.marketplaces.map(\.id))
        var page = FinancePage(transactions: [], next: nil)
        for (index, record) in (found.value.payload?.transactions ?? []).enumerated() {
            switch record {
            case .value(let told):
                guard let transaction = AmazonFinanceMapping.transaction(told) else {
                    page.unreadable.append(
                        UnreadableRecord(
                            place: told.name ?? "transactions.\(index)", reason: "postedDate is no time"))
                    continue
                }
                guard transaction.store.map(stores.contains) ?? true else { continue }
                page.transactions.append(transaction)
            case .unreadable(let id, let reason):
                page.unreadable.append(UnreadableRecord(place: id ?? "transactions.\(index)", reason: reason))
            }
        }
        page.next = found.value.payload?.nextToken.flatMap { $0.isEmpty ? nil : PageToken($0) }
        return found.answer(page)
    }
}

/// From Amazon's transactions to ours. Pure. Of what stands about payments and contexts only SKU and units are read.
enum AmazonFinanceMapping {
    /// - Returns: `nil` where it cannot be told when it was booked.
    static func transaction(_ told: AmazonWire.Transaction) -> FinanceTransaction? {
        guard let posted = told.postedDate.flatMap(AmazonTime.date) else { return nil }
        let related = (told.relatedIdentifiers ?? []).compactMap { pair in
            pair.relatedIdentifierName.flatMap { name in
                pair.relatedIdentifierValue.map { (name: name, value: Self.short($0, 100)) }
            }
        }
        let store = told.marketplaceDetails?.marketplaceId ?? told.sellingPartnerMetadata?.marketplaceId
        let status = (told.transactionStatus ?? "").lowercased().replacing("_", with: "-")
        var transaction = FinanceTransaction(
            remoteID: "", kind: Self.short(told.transactionType ?? "", 100), status: Self.short(status, 40),
            words: HTMLText.plain(Self.short(told.description ?? "", 200)), postedAt: posted,
            store: store.flatMap { $0.isEmpty ? nil : Self.short($0, 40) },
            account: told.sellingPartnerMetadata?.accountType.map { Self.short($0, 100) },
            order: related.first { $0.name == "ORDER_ID" }?.value, amount: Self.money(told.totalAmount),
            parts: Self.parts(told.breakdowns), items: (told.items ?? []).map(Self.item))
        transaction.remoteID =
            told.transactionId.flatMap { $0.isEmpty ? nil : Self.short($0, 200) }
            ?? Self.id(of: transaction, related.map { "\($0.name)=\($0.value)" })
        return transaction
    }

    /// Amazon need not give one (its own sandbox does not): what tells two apart then is all that does not change later.
    private static func id(of transaction: FinanceTransaction, _ related: [String]) -> String {
        let told = [
            transaction.kind, AmazonTime.text(transaction.postedAt), transaction.words, transaction.store ?? "",
            transaction.account ?? "", transaction.amount?.description ?? "",
        ]
        let text = (told + related.sorted()).joined(separator: "\n")
        return "~" + Signing.sha256Hex(text.utf8).prefix(40)
    }

    private static func item(_ told: AmazonWire.TransactionItem) -> FinanceItem {
        let product = (told.contexts ?? []).first { $0.sku != nil || $0.quantityShipped != nil }
        return FinanceItem(
            sku: product?.sku.flatMap { $0.isEmpty ? nil : Self.short($0, 100) }, units: product?.quantityShipped,
            amount: Self.money(told.totalAmount), parts: Self.parts(told.breakdowns))
    }

    /// The smallest sums that are told, each with the way to it.
    private static func parts(_ told: AmazonWire.Breakdowns?, below path: String = "") -> [FinancePart] {
        (told?.all ?? []).flatMap { part -> [FinancePart] in
            let name = Self.short(part.breakdownType ?? "", 100)
            let what = path.isEmpty ? name : "\(path)/\(name)"
            let inner = Self.parts(part.breakdowns, below: what)
            guard inner.isEmpty else { return inner }
            return Self.money(part.breakdownAmount).map { [FinancePart(what: what, amount: $0)] } ?? []
        }
    }

    /// - Returns: `nil` for what is no amount of its currency.
    private static func money(_ told: AmazonWire.Amount?) -> Money? {
        guard let currency = told?.currencyCode.flatMap({ Currency($0) }), let text = told?.currencyAmount?.text else {
            return nil
        }
        return try? Money.parse(text, currency: currency, style: .point, allowNegative: true)
    }

    private static func short(_ text: String, _ most: Int) -> String { String(text.prefix(most)) }
}

extension AmazonWire {
    struct Transactions: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            var nextToken: String?
            var transactions: [Lenient<Transaction>]?
        }
        var payload: Payload?
    }

    /// Nothing of it is required.
    struct Transaction: NamedRecord, Sendable {
        static let idName = "transactionId"
        static func isID(_ text: String) -> Bool { text.count <= 200 && !text.contains("@") }

        /// Its id, where that may be shown.
        var name: String? { self.transactionId.flatMap { Self.isID($0) ? $0 : nil } }

        struct Partner: Decodable, Sendable {
            var accountType: String?
            var marketplaceId: String?
        }
        struct Related: Decodable, Sendable {
            var relatedIdentifierName: String?
            var relatedIdentifierValue: String?
        }
        struct Store: Decodable, Sendable { var marketplaceId: String? }

        var transactionId: String?
        var transactionType: String?
        var transactionStatus: String?
        var description: String?
        var postedDate: String?
        var totalAmount: Amount?
        var sellingPartnerMetadata: Partner?
        var marketplaceDetails: Store?
        var relatedIdentifiers: [Related]?
        var items: [TransactionItem]?
        var breakdowns: Breakdowns?
    }

    struct TransactionItem: Decodable, Sendable {
        struct Context: Decodable, Sendable {
            var sku: String?
            var quantityShipped: Int?
        }
        var totalAmount: Amount?
        var breakdowns: Breakdowns?
        var contexts: [Context]?
    }

    /// A decimal number, exact as written.
    struct Amount: Decodable, Sendable {
        var currencyCode: String?
        var currencyAmount: JSONValue?
    }

    /// A list; in the published example of a transaction an object that holds one.
    struct Breakdowns: Decodable, Sendable {
        struct Part: Decodable, Sendable {
            var breakdownType: String?
            var breakdownAmount: Amount?
            var breakdowns: Breakdowns?
        }
        private struct Box: Decodable { var breakdowns: [Part]? }

        var all: [Part]

        init(from decoder: any Decoder) throws {
            if let parts = try? [Part](from: decoder) {
                self.all = parts
            } else {
                self.all = try Box(from: decoder).breakdowns ?? []
            }
        }
    }
}
