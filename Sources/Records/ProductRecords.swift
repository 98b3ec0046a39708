public import Foundation
public import Store

/// What belongs together under one title.
public struct ProductRecord: Sendable, Hashable {
    /// What channels show around the variants.
    public struct Content: Sendable, Hashable, Codable {
        public var body: String
        public var vendor: String
        public var category: String
        public var tags: [String]
        public var images: [String]
        /// What tells its variants apart, in the order that the seller gave; `nil` where nobody gave one.
        public var options: [Option]?
        public init(
            body: String = "", vendor: String = "", category: String = "", tags: [String] = [], images: [String] = [],
            options: [Option]? = nil
        ) {
            self.body = body
            self.vendor = vendor
            self.category = category
            self.tags = tags
            self.images = images
            self.options = options
        }

        /// One option with its values.
        public struct Option: Sendable, Hashable, Codable {
            public var name: String
            public var values: [String]

            public init(name: String, values: [String]) {
                self.name = name
                self.values = values
            }
        }

        /// Takes in what one variant was told with: its names first, in their order, a value that is new behind those that are
        /// known.
        public mutating func learn(_ told: [(name: String, value: String)]) {
            guard !told.isEmpty else { return }
            let known = self.options ?? []
            let now = told.map { name, value in
                var values = known.first { $0.name == name }?.values ?? []
                if !values.contains(value) { values.append(value) }
                return Option(name: name, values: values)
            }
            self.options = now + known.filter { option in !told.contains { $0.name == option.name } }
        }
    }
    public var id: UUID
    /// The tenant's own key for it, as an import joins rows by.
    public var handle: String
    public var title: String
    public var content: Content
    public var status: String
    public var createdAt: Date

    public init(id: UUID, handle: String, title: String, content: Content, status: String, createdAt: Date) {
        self.id = id
        self.handle = handle
        self.title = title
        self.content = content
        self.status = status
        self.createdAt = createdAt
    }
}

public enum ProductRecords {
    public static func find(_ db: any SQLConnection, handle: String) throws -> UUID? {
        try db.query("SELECT id FROM product WHERE tenant_id = \(db.tenant) AND handle = \(handle)").first?.get(0)
    }

    public static func load(_ db: any SQLConnection, handle: String) throws -> ProductRecord? {
        try self.select(db, "handle = \(handle)")
    }

    public static func load(_ db: any SQLConnection, id: UUID) throws -> ProductRecord? {
        try self.select(db, "id = \(id)")
    }

    private static func select(_ db: any SQLConnection, _ which: SQLQuery) throws -> ProductRecord? {
        try db.query(
            """
            SELECT id, handle, title, content, status, created_at FROM product
            WHERE tenant_id = \(db.tenant) AND \(which)
            """
        ).first.map { row in
            var cells = Cells(row)
            return try ProductRecord(
                id: cells.take(), handle: cells.take(), title: cells.take(), content: cells.json(),
                status: cells.take(),
                createdAt: cells.take())
        }
    }

    /// Inserts, or brings up to date by handle.
    ///
    /// - Returns: The product's id, old or new.
    public static func upsert(_ db: any SQLConnection, _ product: ProductRecord) throws -> UUID {
        try db.query(
            """
            INSERT INTO product (tenant_id, id, handle, title, content, status, created_at, updated_at)
            VALUES (\(db.tenant), \(product.id), \(product.handle), \(product.title),
                \(try JSONText.encode(product.content)), \(product.status), \(product.createdAt), \(product.createdAt))
            ON CONFLICT (tenant_id, handle) DO UPDATE SET title = excluded.title, content = excluded.content,
                status = excluded.status, updated_at = excluded.updated_at
            RETURNING id
            """)[0].get(0)
    }
}
