import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Operations
import Records
import Store
import Testing
import Workbench

@testable import Web

@Suite("Health and metrics")
struct HealthTests {
    @Test("the process says it runs and the database answers", arguments: Engine.available, ["/healthz", "/readyz"])
    func healthy(engine: Engine, path: String) async throws {
        let site = try await OpenSite(engine)
        let answer = try await site.ask { try await $0.execute(uri: path, method: .get) }
        #expect(answer.status == .ok)
    }

    @Test("a closed database leaves the process healthy and not ready", arguments: Engine.available)
    func notReady(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        await site.hub.store.close()
        let (health, ready) = try await site.ask {
            (try await $0.execute(uri: "/healthz", method: .get), try await $0.execute(uri: "/readyz", method: .get))
        }
        #expect(health.status == .ok)
        #expect(ready.status.code == 503)
        #expect(ready.headers[.retryAfter] == "2")
    }

    @Test("a database that was never migrated is said to be so")
    func notMigrated() async throws {
        let store = try await Engine.sqlite.makeStore(migrations: [], globalTables: [])
        await #expect(throws: SchemaError.self) { try await SchemaCheck.pass(store) }
    }

    @Test("metrics are lines that Prometheus reads, without a name or a SKU", arguments: Engine.available)
    func metrics(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        let text = try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            try await browser.get("/sku/RING-7")
            return try await browser.get("/metrics").text
        }
        let line = /[a-z_]+(\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\})? -?[0-9.e+-]+/
        let samples = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples.allSatisfy { $0.wholeMatch(of: line) != nil })
        #expect(text.contains("entrepot_connection_calls_total{connection=\"\(site.connection.id.text)\""))
        #expect(text.contains("entrepot_jobs{kind=\"connection\",state=\"ready\"} 1"))
        #expect(text.contains("entrepot_http_requests_total{method=\"GET\",route=\"/sku/{sku}\",status=\"200\"} 1"))
        #expect(["Atelier", "Kiel", "RING-7"].allSatisfy { !text.contains($0) })
    }

    @Test("metrics that came through a proxy need a token for all workspaces")
    func metricsThroughProxy() async throws {
        let site = try await OpenSite(.sqlite)
        let proxied = try HTTPFields.named(["X-Forwarded-For": "203.0.113.9"])
        var withToken = proxied
        withToken[.authorization] = "Bearer \(site.token)"
        let sent = withToken
        let (without, with) = try await site.ask {
            (
                try await $0.execute(uri: "/metrics", method: .get, headers: proxied),
                try await $0.execute(uri: "/metrics", method: .get, headers: sent)
            )
        }
        #expect(without.status == .unauthorized)
        #expect(with.status == .ok)
    }
}
