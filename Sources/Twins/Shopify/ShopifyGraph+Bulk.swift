import Foundation

extension ShopifyGraph {
    /// Seconds that the twin takes: some, and one for each so many variants. What Shopify takes is not published.
    private static let (bulkStart, bulkRate) = (5.0, 1_000.0)

    /// One query at a time of an app at a shop (notes, "Operations a connector needs").
    func runBulk(_ arguments: Json) -> GraphQLResult {
        let (type, errorType) = ("BulkOperationRunQueryPayload", "BulkOperationUserError")
        func no(_ message: String, _ code: String) -> GraphQLResult {
            Self.payload(type, [:], [Complaint(["query"], message, code)], errorType: errorType)
        }
        let query = arguments["query"]?.text ?? ""
        do {
            let run = try Self.bulkRun(query)
            guard run.operation.kind == .query, run.operation.selection.count == 1 else {
                return no("Bulk queries must contain exactly one top-level field.", "INVALID")
            }
        } catch {
            return no("Invalid bulk query: \(error.message)", "INVALID")
        }
        let jobs = self.state.bulks ?? []
        if let running = jobs.last(where: { $0.status(at: self.moment.wall) == "RUNNING" }) {
            return no(
                "A bulk query operation for this app and shop is already in progress: gid://shopify/BulkOperation/\(running.id).",
                "OPERATION_IN_PROGRESS")
        }
        let span = Self.bulkStart + Double(self.state.variantIDs.count) / Self.bulkRate
        let job = ShopifyBulkJob(
            id: self.state.newID(.bulk), query: query, created: self.moment.shop,
            due: self.moment.wall.addingTimeInterval(span), fate: self.state.bulkFate ?? .completes)
        self.state.bulks = jobs + [job]
        return Self.payload(type, ["bulkOperation": .maybe(self.bulk(job.id))], [], errorType: errorType)
    }

    func cancelBulk(_ arguments: Json) -> GraphQLResult {
        let type = "BulkOperationCancelPayload"
        let id = Self.number(arguments["id"], "BulkOperation")
        guard let index = self.state.bulks?.firstIndex(where: { $0.id == id }) else {
            return Self.payload(type, [:], [Complaint(["id"], "Bulk operation does not exist")])
        }
        if self.state.bulks?[index].status(at: self.moment.wall) == "RUNNING" {
            self.state.bulks?[index].isCanceled = true
        }
        return Self.payload(type, ["bulkOperation": .maybe(id.flatMap(self.bulk))], [])
    }

    func bulks(_ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        let search = ShopifySearch(arguments["query"]?.text)
        let ids = (self.state.bulks ?? []).filter { job in
            search.admits("status", word: job.status(at: self.moment.wall))
                && search.admits("operation_type", word: "query")
        }.map(\.id)
        return try ShopifyPage(ids.reversed(), arguments).connection("BulkOperation", self.bulk)
    }

    func bulk(_ id: Int) -> (any GraphQLObject)? {
        guard self.state.bulks?.contains(where: { $0.id == id }) == true else { return nil }
        return ShopifyNode("BulkOperation") { field, _ throws(GraphQLError) in
            let status = try self.finish(id)
            guard let job = self.state.bulks?.first(where: { $0.id == id }) else { return .null }
            let isDone = status == "COMPLETED"
            switch field {
            case "id": return .json(Self.id("BulkOperation", id))
            case "type": return .text("QUERY")
            case "status": return .text(status)
            case "errorCode": return .text(status == "FAILED" ? "INTERNAL_SERVER_ERROR" : nil)
            case "createdAt": return .json(Self.time(job.created))
            case "completedAt": return .json(Self.time(job.completed))
            case "objectCount": return .text(String(job.lines ?? 0))
            case "rootObjectCount": return .text(String(job.roots ?? 0))
            case "fileSize": return .text(isDone ? job.size.map(String.init) : nil)
            case "url":
                let isEmpty = (job.size ?? 0) == 0
                return .text(
                    isDone && !isEmpty ? "\(self.address)/bulk/\(id).jsonl?X-Goog-Signature=\(job.size ?? 0)" : nil)
            case "query": return .text(job.query)
            default: return .null
            }
        }
    }

    /// Writes the file once it is due, from what the shop holds then.
    private func finish(_ id: Int) throws(GraphQLError) -> String {
        guard let index = self.state.bulks?.firstIndex(where: { $0.id == id }), var job = self.state.bulks?[index]
        else {
            return "EXPIRED"
        }
        let status = job.status(at: self.moment.wall)
        guard status == "COMPLETED", self.files[id] == nil else { return status }
        // What a file that was lost held is not known any more.
        guard job.completed == nil else { return "EXPIRED" }
        var run = try Self.bulkRun(job.query)
        let file = ShopifyBulkFile(try run.answer(self.query))
        self.files[id] = file.bytes
        (job.lines, job.roots, job.size) = (file.lines, file.roots, file.bytes.count)
        job.completed = self.moment.shop
        self.state.bulks?[index] = job
        return status
    }

    private static func bulkRun(_ query: String) throws(GraphQLError) -> GraphQLRun {
        var run = try GraphQLRun(
            try ShopifySchema.schema.get(), try GraphQLDocument(query), operationName: nil, variables: .null)
        run.isInBulk = true
        return run
    }
}
