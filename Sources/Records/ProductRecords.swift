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
        public init(
            body: String = "", vendor: String = "", category: String = "", tags: [String] = [], images: [String] = []
        ) {
            self.body = body
            self.vendor = vendor
            self.category = category
            self.tags = tags
            self.images = images
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
