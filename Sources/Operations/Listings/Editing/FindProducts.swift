import Commerce
public import ConnectorKit
import Foundation
import Records

/// One product of a channel's catalogue.
public struct ProductRow: Sendable, Hashable, Encodable {
    /// What `create` wants.
    public var id: String
    public var title: String
    public var brand: String?
    /// What the channel calls this kind of product.
    public var kind: String?
    public var image: String?
    /// Not so what stands for a family of variations.
    public var isSellable: Bool
    /// Under which SKUs this account lists it already.
    public var listedAs: [String]
}

public struct FoundProducts: Sendable, Hashable, Encodable {
    public var rows: [ProductRow]
    /// How many there are, as the channel counts or estimates.
    public var total: Int
}

/// Finds products in the catalogue that a channel's sellers share, to be sold as they stand there.
public struct FindProducts: Sendable {
    public var connection: String
    public var wish: ProductWish
    /// Rows at most, 1 to 100.
    public var limit: Int

    public init(connection: String, wish: ProductWish, limit: Int = 20) {
        self.connection = connection
        self.wish = wish
        self.limit = limit
    }

    /// - Throws: `ListingError.notSearchable`, `OperationError`, and `ConnectorError` where the shop said no.
    public func run(_ desk: Desk) async throws -> FoundProducts {
        let wish = try self.wish.checked()
        guard (1...100).contains(self.limit) else {
            throw OperationError.invalid(field: "limit", reason: "It is 1 to 100.")
        }
        let record = try await desk.read { try Find.connection($0, self.connection) }
        let opened = try await Connections.open(desk, record)
        guard let products = opened.connector.products else {
            throw ListingError.notSearchable(connection: record.name, channel: opened.manifest.displayName)
        }
        var found = FoundProducts(rows: [], total: 0)
        var token: PageToken?
        repeat {
            let page = try await products.search(wish, token).value
            found.total = max(page.total, found.total)
            found.rows += page.products.map {
                ProductRow(
                    id: $0.id, title: $0.title, brand: $0.brand, kind: $0.kind, image: $0.image,
                    isSellable: $0.isSellable, listedAs: $0.listedAs)
            }
            token = page.products.isEmpty ? nil : page.next
        } while token != nil && found.rows.count < self.limit
        found.rows = Array(found.rows.prefix(self.limit))
        return found
    }
}

extension ProductWish {
    /// - Throws: `OperationError.invalid` for what finds nothing anywhere.
    func checked() throws -> ProductWish {
        switch self {
        case .words(let texts):
            let words = texts.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
            guard !words.isEmpty else { throw OperationError.invalid(field: "text", reason: "It is empty.") }
            try Self.check(words, field: "text")
            return .words(words)
        case .numbers(let kind, let numbers):
            let bare = numbers.map { $0.filter { !$0.isWhitespace && $0 != "-" } }
            guard !bare.isEmpty, bare.allSatisfy({ !$0.isEmpty }) else {
                throw OperationError.invalid(field: kind.rawValue, reason: "It is empty.")
            }
            try Self.check(bare, field: kind.rawValue)
            guard kind != .product else { return .numbers(kind, bare) }
            for number in bare {
                do throws(GTINError) { _ = try GTIN(number) } catch {
                    throw OperationError.invalid(field: kind.rawValue, reason: error.sentence)
                }
            }
            return .numbers(kind, bare)
        }
    }

    private static func check(_ words: [String], field: String) throws {
        guard words.count <= Self.most, words.allSatisfy({ $0.count <= 100 }) else {
            throw OperationError.invalid(
                field: field, reason: "A search takes \(Self.most) at most, of 100 characters each.")
        }
    }
}
