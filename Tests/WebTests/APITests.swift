import Commerce
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Operations
import Testing
import Vault
import Workbench

@testable import Web

@Suite("The JSON API")
struct APITests {
    @Test(
        "nothing is told without a valid token",
        arguments: [nil, "Bearer", "Bearer ent_wrong", "Basic YTpi", "Bearer ent_" + String(repeating: "A", count: 43)])
    func tokenless(header: String?) async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.ask { client in
            var headers = HTTPFields()
            headers[.authorization] = header
            return try await client.execute(uri: "/api/v0/workspaces", method: .get, headers: headers)
        }
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        #expect(try answer.object["code"] as? String == "token.missing")
    }

    @Test("a revoked token is worth nothing")
    func revoked() async throws {
        let site = try await OpenSite(.sqlite)
        _ = try await RevokeToken(name: "test").run(site.hub)
        #expect(try await site.api(.get, "workspaces").status == .unauthorized)
    }

    @Test("a token of one workspace does not find another", arguments: Engine.available)
    func otherWorkspace(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let other = try await CreateWorkspace(name: "Other", currency: .usd).run(site.hub)
        let tenant = try #require(UUID(uuidString: other.id))
        let token = try await CreateToken(name: "other", tenant: tenant).run(site.hub).token.reveal()
        let headers = try HTTPFields.named(["Authorization": "Bearer \(token)", "Entrepot-Workspace": "Atelier"])
        let own = try HTTPFields.named(["Authorization": "Bearer \(token)"])
        let (foreign, list, stock) = try await site.ask {
            (
                try await $0.execute(uri: "/api/v0/stock/RING-7", method: .get, headers: headers),
                try await $0.execute(uri: "/api/v0/workspaces", method: .get, headers: own).text,
                try await $0.execute(uri: "/api/v0/stock/RING-7", method: .get, headers: own)
            )
        }
        #expect(foreign.status == .notFound)
        #expect(!list.contains("Atelier"))
        #expect(stock.status == .notFound)
    }

    @Test("with several workspaces one must be named")
    func ambiguous() async throws {
        let site = try await OpenSite(.sqlite)
        _ = try await CreateWorkspace(name: "Other", currency: .usd).run(site.hub)
        #expect(try await site.api(.get, "stock").status == .badRequest)
        let named = try HTTPFields.named(["Entrepot-Workspace": "Atelier"])
        #expect(try await site.api(.get, "stock", headers: named).status == .ok)
    }

    @Test(
        "every list answers with JSON", arguments: Engine.available,
        [
            "workspaces", "connections", "connections/Kiel", "stock", "stock/RING-7", "orders", "plans", "mapping",
            "imports", "events",
        ])
    func lists(engine: Engine, path: String) async throws {
        let site = try await OpenSite(engine)
        let answer = try await site.api(.get, path)
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        _ = try JSONSerialization.jsonObject(with: Data(answer.body.readableBytesView))
    }

    @Test("stock is set, adjusted and told", arguments: Engine.available)
    func stock(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let set = try await site.api(.put, "stock/RING-7", #"{"onHand": 9}"#)
        #expect(try set.object["onHand"] as? Int == 9)
        let adjusted = try await site.api(.post, "stock/RING-7/adjustments", #"{"by": -2, "note": "broken"}"#)
        #expect(try adjusted.object["onHand"] as? Int == 7)
        #expect(try await site.api(.get, "stock/RING-7").object["available"] as? Int == 7)
    }

    @Test("a SKU with a slash is one part of the path")
    func slash() async throws {
        let site = try await OpenSite(.sqlite)
        #expect(try await site.api(.get, "stock/MUG%2FBLUE").object["sku"] as? String == "MUG/BLUE")
    }

    @Test("prices and policies are set", arguments: Engine.available)
    func decisions(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let price = try await site.api(.put, "prices/RING-7", #"{"amount": "13.00"}"#).object["price"] as? [String: Any]
        #expect(price?["minor"] as? Int == 1300)
        #expect(try await site.api(.put, "policy", #"{"policy": "guaranteed"}"#).status == .ok)
        #expect(try await site.api(.put, "policy/RING-7", #"{"policy": "shared"}"#).status == .ok)
        #expect(try await ShowWorkspace().run(site.desk).policy == "guaranteed")
    }

    @Test("a plan is made, shown, applied and undone", arguments: Engine.available)
    func plans(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let made = try await site.api(.post, "plans", #"{"kind": "stock", "counts": {"RING-7": 8}}"#)
        #expect(made.status == .created)
        let id = try #require(try made.object["id"] as? String)
        #expect(try await site.api(.get, "plans/\(id)").object["state"] as? String == "proposed")
        #expect(try await site.api(.post, "plans/\(id)/apply").object["state"] as? String == "applied")
        #expect(try await site.api(.get, "stock/RING-7").object["onHand"] as? Int == 8)
        #expect(try await site.api(.post, "plans/\(id)/undo").object["state"] as? String == "undone")
        #expect(try await site.api(.post, "plans/\(id)/undo").status == .conflict)
    }

    @Test("a catalogue is posted, and its odd rows are told", arguments: Engine.available)
    func imports(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let csv = "sku,title,price\nCUP-1,Cup,4.00\n,No SKU,1.00\n"
        let posted = try await site.api(.post, "imports?source=cups.csv", csv)
        #expect(posted.status == .created)
        #expect(try posted.object["created"] as? Int == 1)
        let id = try #require(try posted.object["id"] as? String)
        let issues = try await site.api(.get, "imports/\(id)").object["issues"] as? [[String: Any]]
        #expect(issues?.isEmpty == false)
    }

    @Test("an error is a problem with code, sentence, way out and trace")
    func problem() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.api(.put, "stock/NOPE", #"{"onHand": 1}"#)
        #expect(answer.status == .notFound)
        #expect(answer.headers[.contentType] == "application/problem+json")
        let problem = try answer.object
        #expect(problem["code"] as? String == "sku.unknown")
        #expect(problem["title"] as? String == "Not Found")
        #expect((problem["way_out"] as? String)?.isEmpty == false)
        let trace = HTTPField.Name("Entrepot-Trace").flatMap { answer.headers[$0] }
        #expect(problem["trace"] as? String == trace)
    }

    @Test(
        "a body that is not what was asked for is named",
        arguments: ["", "{", "[]", #"{"onHand": "many"}"#, #"{"onHand": 1.5}"#, "\u{0}\u{1}"])
    func badBody(body: String) async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.api(.put, "stock/RING-7", body)
        #expect(answer.status == .badRequest)
        #expect(try answer.object["code"] as? String == "input.invalid")
    }

    @Test("what nobody foresaw tells nothing but its trace")
    func unforeseen() {
        struct Leaky: Error, CustomStringConvertible { var description: String { "password hunter2" } }
        #expect(Refusal(Leaky()) == nil)
        #expect(!Refusal.unknown(trace: "abc").sentence.contains("hunter2"))
    }

    @Test("the trace a caller sends is the trace it gets back")
    func trace() async throws {
        let site = try await OpenSite(.sqlite)
        let id = "4bf92f3577b34da6a3ce929d0e0e4736"
        let headers = try HTTPFields.named(["traceparent": "00-\(id)-00f067aa0ba902b7-01"])
        let answer = try await site.api(.get, "workspaces", headers: headers)
        #expect(HTTPField.Name("Entrepot-Trace").flatMap { answer.headers[$0] } == id)
    }

    @Test(
        "no answer shows a secret that was stored",
        arguments: ["connections", "connections/Kiel", "events", "workspaces"])
    func noSecrets(path: String) async throws {
        let site = try await OpenSite(.sqlite)
        let text = try await site.api(.get, path).text
        #expect(!text.contains("cs_1") && !text.contains(site.webhookSecret) && !text.contains(site.token))
    }
}
