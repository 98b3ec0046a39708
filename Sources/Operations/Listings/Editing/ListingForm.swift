import Commerce
public import ConnectorKit
import Foundation
import Records
import Store

/// What a person says about a listing to be made. What is not said comes from the SKU.
public struct ListingForm: Sendable, Hashable {
    public var title: String?
    public var description: String?
    /// In the shop's currency, such as `12.50`; `nil` for the SKU's price by the connection's price rule.
    public var price: String?
    /// Units the draft begins with. Nothing is sold of it before it is published.
    public var quantity: Int
    /// The channel's id, from `ListChoices`.
    public var category: String
    /// Who made it and when, in the channel's own words: `i_did`, `made_to_order`.
    public var whoMade: String
    public var whenMade: String
    /// What a unit weighs when it is sent, where the channel takes that, of SKUs whose weight is not known; `nil` leaves it to the
    /// shop.
    public var grams: Int?
    /// The product of the channel's own catalogue that is sold, by the channel's number, from `FindProducts`; empty where it is
    /// described here.
    public var product: String
    public var details: ListingEdit

    public init(
        title: String? = nil, description: String? = nil, price: String? = nil, quantity: Int = 1,
        category: String = "", whoMade: String = "", whenMade: String = "", grams: Int? = nil, product: String = "",
        details: ListingEdit = ListingEdit()
    ) {
        self.title = title
        self.description = description
        self.price = price
        self.quantity = quantity
        self.category = category
        self.whoMade = whoMade
        self.whenMade = whenMade
        self.grams = grams
        self.product = product.trimmingCharacters(in: .whitespacesAndNewlines)
        self.details = details
    }

    /// For a SKU that is added to a listing: what the listing says of itself is there already.
    ///
    /// - Throws: `OperationError.invalid` where something of it is said that would not be taken.
    func adding() throws -> ListingForm {
        let said: [(String, Bool)] = [
            ("title", self.title != nil), ("description", self.description != nil),
            ("category", !self.category.isEmpty),
            ("quantity", self.quantity != 1), ("tags", self.details.tags != nil),
            ("details", self.details != ListingEdit(tags: self.details.tags)),
        ]
        if let word = said.first(where: \.1)?.0 {
            throw OperationError.invalid(
                field: word,
                reason: word == "quantity"
                    ? "The SKU is added to a listing that may be on sale: it begins with none, and the hub writes what is there."
                    : "The SKU is added to a listing that is there already; change that one with: entrepot listing edit"
            )
        }
        var form = self
        // Not sent; a draft has one.
        form.description = "-"
        return form
    }

    /// - Throws: `OperationError.invalid` naming what is missing or cannot be.
    func draft(
        of variant: VariantRecord, _ product: ProductRecord?, at connection: ConnectionRecord
    ) throws -> ListingDraft {
        guard self.quantity >= 1 else {
            throw OperationError.invalid(field: "quantity", reason: "A new listing begins with 1 unit or more.")
        }
        guard self.grams.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw OperationError.invalid(field: "grams", reason: "A unit weighs between 1 g and 1,000 kg.")
        }
        guard self.product.isEmpty else { return try self.offer(of: variant, at: connection) }
        let title = (self.title ?? variant.title).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !title.isEmpty else { throw OperationError.invalid(field: "title", reason: "It is empty.") }
        let text = (self.description ?? product?.content.body ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw OperationError.invalid(field: "description", reason: "The SKU has none; say one.")
        }
        var details = try self.details.checked()
        if details.tags == nil, let tags = product?.content.tags, !tags.isEmpty { details.tags = tags }
        return ListingDraft(
            sku: variant.sku, title: title, description: text, price: try self.price(of: variant, at: connection),
            quantity: self.quantity, category: self.category, whoMade: self.whoMade, whenMade: self.whenMade,
            details: details)
    }

    /// A draft of a product that the channel's catalogue describes.
    private func offer(of variant: VariantRecord, at connection: ConnectionRecord) throws -> ListingDraft {
        let said: [(String, Bool)] = [
            ("title", self.title != nil), ("description", self.description != nil),
            ("category", !self.category.isEmpty), ("tags", self.details.tags != nil),
            ("bullet", self.details.bullets != nil), ("image", self.details.images != nil),
            ("details", self.details != ListingEdit(attributes: self.details.attributes)),
        ]
        if let word = said.first(where: \.1)?.0 {
            throw OperationError.invalid(
                field: word, reason: "The catalogue says that of \(excerpt(self.product)), for all who sell it.")
        }
        var draft = ListingDraft(
            sku: variant.sku, title: variant.title, description: "", price: try self.price(of: variant, at: connection),
            quantity: self.quantity, category: "", whoMade: "", whenMade: "", details: try self.details.checked())
        draft.product = self.product
        return draft
    }

    func price(of variant: VariantRecord, at connection: ConnectionRecord) throws -> Money {
        guard let currency = connection.currency else {
            throw OperationError.invalid(field: "price", reason: "The shop's currency is not known yet.")
        }
        do {
            if let price { return try Money.parse(price, currency: currency, style: .point) }
            guard let own = variant.price, own.currency == currency else {
                throw OperationError.invalid(
                    field: "price",
                    reason: "The SKU \(excerpt(variant.sku)) has no price in \(currency.code); say one.")
            }
            return try connection.priceRule?.apply(to: own) ?? own
        } catch let error as MoneyError {
            throw OperationError.invalid(field: "price", reason: error.sentence)
        }
    }
}

extension ListingEdit {
    /// Tags and materials travel with commas between them, so none may hold one.
    func checked() throws -> ListingEdit {
        var edit = self
        edit.tags = try Self.list(self.tags, field: "tags")
        edit.materials = try Self.list(self.materials, field: "materials")
        for attribute in self.attributes ?? [] where attribute.name.isEmpty {
            throw OperationError.invalid(field: "attribute", reason: "Say it as NAME=VALUE.")
        }
        if let title = self.title, title.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty {
            throw OperationError.invalid(field: "title", reason: "It is empty.")
        }
        return edit
    }

    private static func list(_ items: [String]?, field: String) throws -> [String]? {
        guard let items else { return nil }
        let trimmed = items.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        guard !trimmed.contains(where: { $0.contains(",") }) else {
            throw OperationError.invalid(field: field, reason: "None of them may hold a comma.")
        }
        return trimmed
    }
}
