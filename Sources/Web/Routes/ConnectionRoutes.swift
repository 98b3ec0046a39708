import Hummingbird
import Operations
import Vault

struct ConnectionRoutes {
    private struct New: Decodable {
        var channel: String?
        var name: String
        var address: String
        var credentials: [String: Secret]
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("connections") { _, context in try Response.json(try await ListConnections().run(try context.desk())) }
        api.post("connections") { request, context in
            let new = try await request.json(New.self)
            let made = try await ConnectShop(
                channel: new.channel ?? "woocommerce", name: new.name, address: new.address,
                credentials: new.credentials
            ).run(try context.desk())
            return try Response.json(made, status: .created)
        }
        api.get("connections/:name") { _, context in
            try Response.json(try await ShowConnection(try context.part("name")).run(try context.desk()))
        }
        api.post("connections/:name/pause") { _, context in
            try Response.json(try await PauseConnection(try context.part("name")).run(try context.desk()))
        }
        api.post("connections/:name/resume") { _, context in
            try Response.json(try await ResumeConnection(try context.part("name")).run(try context.desk()))
        }
        api.post("connections/:name/import") { _, context in
            try Response.json(
                try await ImportListings(try context.part("name")).run(try context.desk()), status: .accepted)
        }
        api.post("connections/:name/sync") { _, context in
            let names = try await SyncNow(connection: try context.part("name")).run(try context.desk())
            return try Response.json(["asked": names], status: .accepted)
        }
    }
}
