import Foundation
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

    private struct Consent: Decodable {
        var channel: String?
        var name: String?
        var address: String?
        /// A connection that is let in anew, instead of a channel and a name.
        var connection: String?
        /// Where the channel sends the merchant back to, where that is not the hub itself.
        var redirect: String?

        func begin() throws(Refusal) -> BeginConsent {
            let redirect = try self.redirect.map { text throws(Refusal) in
                guard let url = URL(string: text), url.host() != nil else {
                    throw .invalid("redirect", "It is no address.")
                }
                return url
            }
            if let connection { return BeginConsent(.renewal(connection: connection), redirect: redirect) }
            guard let channel, let name else {
                throw .invalid("The body", "“channel” and “name” are missing, or “connection”.")
            }
            return BeginConsent(
                .new(channel: channel, name: name, address: self.address ?? ""), redirect: redirect)
        }
    }

    private struct Session: Decodable {
        var session: Secret
        var channel: String?
        var name: String?
        var address: String?
        /// A connection that is let in anew, instead of a channel and a name.
        var connection: String?

        func connect() throws(Refusal) -> ConnectBySession {
            if let connection { return ConnectBySession(.renewal(connection: connection), session: self.session) }
            guard let channel, let name else {
                throw .invalid("The body", "“channel” and “name” are missing, or “connection”.")
            }
            return ConnectBySession(.new(channel: channel, name: name, address: self.address), session: self.session)
        }
    }

    private struct WebhookSecret: Decodable { var secret: Secret }

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
        api.post("connections/authorize") { request, context in
            let asked = try await request.json(Consent.self).begin().run(try context.desk())
            return try Response.json(asked, status: .created)
        }
        api.get("connections/authorize/:id") { _, context in
            try Response.json(try await ShowConsent(try context.part("id")).run(try context.desk()))
        }
        api.post("connections/session") { request, context in
            let done = try await request.json(Session.self).connect().run(try context.desk())
            return try Response.json(done, status: done.isRenewal ? .ok : .created)
        }
        api.put("connections/:name/webhook-secret") { request, context in
            let given = try await request.json(WebhookSecret.self)
            let set = SetWebhookSecret(connection: try context.part("name"), secret: given.secret)
            return try Response.json(try await set.run(try context.desk()))
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
