import Hummingbird
import Operations
import Records

struct MappingRoutes {
    private struct Link: Decodable {
        var connection: String
        /// The shop's number of it, `12` or `12/34`, or our id.
        var offer: String
        var sku: String
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("mapping") { request, context in
            let mapping = try request.query("mapping").map { text throws(Refusal) in
                guard let mapping = OfferRecord.Mapping(rawValue: text) else {
                    let known = OfferRecord.Mapping.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .invalid("mapping", "is none of \(known).")
                }
                return [mapping]
            }
            let list = ListMapping(
                connection: request.query("connection"), mapping: mapping, search: request.query("search") ?? "",
                after: request.query("after"), limit: try request.limit(100))
            return try Response.json(try await list.run(try context.desk()))
        }
        api.post("mapping/links") { request, context in
            let link = try await request.json(Link.self)
            let made = try await LinkOffer(connection: link.connection, offer: link.offer, sku: link.sku)
                .run(try context.desk())
            return try Response.json(made, status: .created)
        }
    }
}
