import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Operations
import Testing
import Vault
import Workbench

@testable import Web

@Suite("The audit page")
struct AuditPageTests {
    @Test("an owner sees who did what, the newest first, and can narrow it", arguments: Engine.available)
    func list(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            let page = try await browser.get("/audit").text
            #expect(page.contains("signed in"))
            #expect(page.contains("connected a shop"))
            #expect(page.contains("The operator, on the machine"))
            let place = { (text: String) in page.range(of: text)?.lowerBound ?? page.endIndex }
            #expect(place("signed in") < place("connected a shop"))
            let narrow = try await browser.get("/audit?what=connection").text
            #expect(narrow.contains("connected a shop"))
            #expect(!narrow.contains("<td data-label=\"What\">signed in"))
            let none = try await browser.get("/audit?until=2001-01-01").text
            #expect(none.contains("Nothing found"))
            #expect(try await browser.get("/audit?from=soon").status == .unprocessableContent)
        }
    }

    @Test("pages lead from the newest row to the oldest", arguments: Engine.available)
    func pages(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        for count in 0..<12 { _ = try await SetStock(sku: "RING-7", onHand: 20 + count).run(site.desk) }
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            var (address, seen): (String?, Int) = ("/audit?what=stock&limit=5", 0)
            while let next = address, seen < 100 {
                let page = try await browser.get(next).text
                seen += page.matches(of: /counted stock/).count
                address = page.firstMatch(of: /rel="next" href="([^"]+)"/).map {
                    String($0.output.1).replacing("&amp;", with: "&") + "&limit=5"
                }
            }
            #expect(seen == 12)
        }
    }

    @Test("who does not answer for the workspace does not see it", arguments: ["operator", "analyst", "support"])
    func closed(role: String) async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("bo@example.org", role)
        try await site.browse { browser in
            try await browser.signIn("bo@example.org")
            let answer = try await browser.get("/audit")
            #expect(answer.status == .forbidden)
            #expect(answer.text.contains("member.forbidden"))
            #expect(try await !browser.get("/").text.contains("href=\"/audit\""))
        }
    }

    @Test(
        "calls that are refused again and again raise an alarm, which the owner looks into", arguments: Engine.available
    )
    func alarm(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.member("bo@example.org", "analyst")
        try await site.browse { browser in
            try await browser.signIn("bo@example.org")
            for _ in 0..<30 { #expect(try await browser.get("/audit").status == .forbidden) }
        }
        try await KeepWatch().run(site.hub)
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            let page = try await browser.get("/audit").text
            #expect(page.contains("Somebody tried again and again what they may not do."))
            let id = try #require(page.firstMatch(of: /\/audit\/alarms\/([0-9a-f-]{36})/)).output.1
            #expect(try await browser.post("/audit/alarms/\(id)", ["finding": " "]).status == .unprocessableContent)
            let done = try await browser.post("/audit/alarms/\(id)", ["finding": "They had a stale bookmark."])
            #expect(done.text.contains("Recorded."))
            #expect(done.text.contains("They had a stale bookmark."))
            #expect(done.text.contains("Looked into"))
        }
    }

    @Test("a canary’s id in any address, and a planted token, raise an alarm", arguments: Engine.available)
    func canary(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await EnsureCanaries().run(site.hub)
        let order = try #require(try await ListCanaries().run(site.desk).first { $0.kind == "order" })
        #expect(try await site.api(.get, "orders/\(order.id)").status == .notFound)
        let planted = try await PlantCanary().run(site.desk).reveal()
        try await site.ask { client in
            let headers = try HTTPFields.named(["Authorization": "Bearer \(planted)"])
            let answer = try await client.execute(uri: "/api/v0/orders", method: .get, headers: headers)
            #expect(answer.status == .unauthorized)
        }
        let alarms = try await ListAlarms().run(site.desk)
        #expect(alarms.map(\.kind) == ["canary.touched", "canary.touched"])
        #expect(alarms.map(\.place).allSatisfy { !$0.contains(order.id) })
    }

    @Test("programs read the same and record what was found", arguments: Engine.available)
    func api(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let list = try await site.api(.get, "audit?what=connection").object
        let lines = try #require(list["rows"] as? [[String: Any]])
        #expect(lines.compactMap { $0["deed"] as? String } == ["connection.made"])
        _ = try await site.api(.put, "stock/RING-7", "{\"onHand\": 3}")
        let counted = try await site.api(.get, "audit?what=stock").object
        let line = try #require((counted["rows"] as? [[String: Any]])?.first)
        #expect(line["doer"] as? String == "token")
        #expect((line["doerID"] as? String)?.hasPrefix("tok_") == true)
        #expect(
            try await site.api(.post, "alarms/\(UUID().uuidString)/reviews", "{\"finding\": \"x\"}").status == .notFound
        )
    }
}

@Suite("What is owed before a page is shown")
struct OwedTests {
    @Test("new terms are accepted before anything else, and can be read", arguments: Engine.available)
    func terms(engine: Engine) async throws {
        var open = try await OpenSite(engine)
        open.hub.people.terms = Terms(text: "Terms of March\nBe kind.")
        let site = open
        let version = try #require(site.hub.people.terms?.version)
        try await site.member("ada@example.org")
        try await site.browse { browser in
            #expect(try await browser.get("/terms").text.contains("Be kind."))
            try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/").location == "/terms/accept")
            #expect(try await browser.get("/audit").location == "/terms/accept")
            let page = try await browser.get("/terms/accept").text
            #expect(page.contains("value=\"\(version)\""))
            #expect(try await browser.post("/terms/accept").status == .unprocessableContent)
            #expect(try await browser.post("/terms/accept", ["terms": version]).location == "/")
            #expect(try await browser.get("/").status == .ok)
        }
    }

    @Test("who has access is looked through on the page, one by one or all at once", arguments: Engine.available)
    func access(engine: Engine) async throws {
        let clock = ManualClock()
        var open = try await OpenSite(engine)
        open.hub.now = { clock.now }
        let site = open
        try await site.member("ada@example.org")
        try await site.member("bo@example.org", "analyst")
        clock.advance(by: 92 * 86_400)
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/audit").text.contains("2 answers are owed."))
            let page = try await browser.get("/audit").text
            let id = try #require(page.firstMatch(of: /name="member" value="([0-9a-f-]{36})"/)).output.1
            let one = try await browser.post("/audit/access", ["member": String(id)])
            #expect(one.text.contains("One answer is recorded."))
            #expect(one.text.contains("1 answer is owed."))
            let all = try await browser.post("/audit/access")
            #expect(all.text.contains("Nothing to answer"))
            #expect(try await browser.post("/audit/access", ["member": UUID().uuidString]).status == .notFound)
        }
    }

    @Test("what is taken away on the page is gone at once: the browser and the program", arguments: Engine.available)
    func taken(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.member("bo@example.org", "operator")
        let bo = try #require(try await ShowAccess().run(site.desk).lines.first { $0.address == "bo@example.org" })
        let member = try #require(UUID(uuidString: bo.id))
        let owner = CreateToken.Owner(member)
        let till = try await CreateToken(name: "till", tenant: site.desk.tenant, owner: owner).run(site.hub)
        let cron = try await CreateToken(name: "cron", tenant: site.desk.tenant).run(site.hub)
        let id = try #require(try await ShowAccess().run(site.desk).tokens.first { $0.name == "cron" }).id
        try await site.ask { client in
            func call(_ token: CreatedToken) async throws -> HTTPResponse.Status {
                let headers = try HTTPFields.named(["Authorization": "Bearer \(token.token.reveal())"])
                return try await client.execute(uri: "/api/v0/stock", method: .get, headers: headers).status
            }
            let (ada, other) = (Browser(client), Browser(client))
            try await ada.signIn("ada@example.org")
            try await other.signIn("bo@example.org")
            #expect(try await other.get("/").status == .ok)
            #expect(try await call(till) == .ok)
            #expect(try await call(cron) == .ok)
            let page = try await ada.get("/audit").text
            #expect(page.contains("1 browser signed in") && page.contains("made on the machine"))
            let one = try await ada.post("/audit/access", ["member": bo.id, "answer": "take"])
            #expect(one.text.contains("The access is taken away."))
            #expect(try await other.get("/").location == "/sign-in")
            #expect(try await call(till) == .unauthorized)
            #expect(try await call(cron) == .ok)
            #expect(try await ada.post("/audit/access", ["token": id, "answer": "take"]).status == .ok)
            #expect(try await call(cron) == .unauthorized)
            #expect(try await ada.post("/audit/access", ["token": id, "answer": "take"]).status == .notFound)
            let own = try #require(try await ShowAccess().run(site.desk).lines.first).id
            let last = try await ada.post("/audit/access", ["member": own, "answer": "take"])
            #expect(last.problem == "member.last-owner")
        }
    }

    @Test("a deed and the event it causes bear the trace of the request", arguments: Engine.available)
    func trace(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let answer = try await site.api(.put, "stock/RING-7", "{\"onHand\": 3}")
        let name = try #require(HTTPField.Name("Entrepot-Trace"))
        let trace = try #require(answer.headers[name])
        let deed = try #require(try await ListAudit(what: "stock").run(site.desk).lines.first)
        #expect(deed.trace == trace)
        let events = try await ListEvents(sku: "RING-7", after: nil, limit: 10).run(site.desk)
        #expect(events.rows.contains { $0.trace == trace })
    }
}
