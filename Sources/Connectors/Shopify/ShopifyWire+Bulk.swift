/// What answers about operations in bulk look like.
extension ShopifyWire {
    struct StartedBulk: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            struct Operation: Decodable, Sendable { var id: String }
            var bulkOperation: Operation?
            var userErrors: [UserError]
        }
        var bulkOperationRunQuery: Payload?
    }

    struct Bulks: Decodable, Sendable { var bulkOperations: Nodes<Bulk> }
    struct OneBulk: Decodable, Sendable { var bulkOperation: Bulk? }

    struct Bulk: Decodable, Sendable {
        var id: String
        /// `CREATED`, `RUNNING`, `COMPLETED`, `FAILED`, `CANCELING`, `CANCELED`, `EXPIRED`.
        var status: String
        /// Of the file; `nil` before it is done, and where it would be empty.
        var url: String?
        var query: String?

        var isUnderWay: Bool { self.status == "CREATED" || self.status == "RUNNING" }
    }
}
