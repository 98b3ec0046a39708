import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Operations
import Pages
import Records
import Testing
import Workbench

@testable import Web

@Suite("The live page")
struct PageTests {
    @Test(
        "every page is shown on the machine itself", arguments: Engine.available,
        ["/", "/connections", "/sku/RING-7", "/sku/MUG%2FBLUE"])
    func shown(engine: Engine, path: String) async throws {
        let site = try await OpenSite(engine)
        let answer = try await site.page(path)
        #expect(answer.status == .ok)
        #expect(answer.text.contains("Atelier"))
        #expect(answer.headers[.contentSecurityPolicy] == Pages.contentSecurityPolicy)
    }

    @Test("a plan is shown with what applies it")
    func plan() async throws {
        let site = try await OpenSite(.sqlite)
        let plan = try await PlanStock(counts: ["RING-7": 8]).run(site.desk)
        let answer = try await site.page("/plans/\(plan.id)")
        #expect(answer.text.contains("entrepot plan apply \(plan.id)"))
    }

    @Test("a SKU that is not there is a page with the way out")
    func unknown() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.page("/sku/NOPE")
        #expect(answer.status == .notFound)
        #expect(answer.headers[.contentType]?.hasPrefix("text/html") == true)
        #expect(answer.text.contains("sku.unknown"))
    }

    @Test("an address that is nowhere is a page to who sits before a browser, and a problem to a program")
    func nowhere() async throws {
        let site = try await OpenSite(.sqlite)
        for (accepts, type) in [("text/html,*/*;q=0.8", "text/html"), ("application/json", "application/problem+json")]
        {
            let headers = try HTTPFields.named(["Accept": accepts])
            let answer = try await site.ask { try await $0.execute(uri: "/nowhere", method: .get, headers: headers) }
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType]?.hasPrefix(type) == true, "\(accepts)")
            #expect(String(buffer: answer.body).contains("path.unknown"))
        }
    }

    @Test(
        "nobody sees it from elsewhere: through a proxy, or by a name of somebody's own",
        arguments: [("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"), ("Via", "1.1 proxy")],
        ["/", "/live", "/connections"])
    func elsewhere(header: (String, String), path: String) async throws {
        let site = try await OpenSite(.sqlite)
        let headers = try HTTPFields.named([header.0: header.1])
        let answer = try await site.ask { try await $0.execute(uri: path, method: .get, headers: headers) }
        #expect(answer.status == .forbidden)
    }

    @Test("a search finds by part of the title, spaces included")
    func search() async throws {
        let site = try await OpenSite(.sqlite)
        let text = try await site.page("/?q=blue+mug").text
        #expect(text.contains("MUG/BLUE"))
        #expect(!text.contains("RING-7"))
    }

    @Test("assets come with a tag, and not again while it holds")
    func assets() async throws {
        let site = try await OpenSite(.sqlite)
        let (first, second, strange) = try await site.ask { client in
            let first = try await client.execute(uri: "/assets/entrepot.css", method: .get)
            var headers = HTTPFields()
            headers[.ifNoneMatch] = first.headers[.eTag]
            return (
                first, try await client.execute(uri: "/assets/entrepot.css", method: .get, headers: headers),
                try await client.execute(uri: "/assets/..%2FPackage.swift", method: .get)
            )
        }
        #expect(first.status == .ok)
        #expect(second.status == .notModified)
        #expect(strange.status == .notFound)
    }

    @Test("a follower hears everything first, then only what changed", arguments: Engine.available)
    func follower(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let model = BoardModel(desk: site.desk, verdict: { nil })
        let newest = try #require(try await model.events().first?.id)
        var follower = LiveFollower(model, query: BoardQuery(), since: newest)
        let all = try await follower.look()
        #expect(all.count == 1)
        #expect(try await follower.look().isEmpty)
        _ = try await SetStock(sku: "RING-7", onHand: 1).run(site.desk)
        let changed = try await follower.look()
        let patch = try #require(changed.compactMap { if case .board(let patch) = $0 { patch } else { nil } }.first)
        #expect(patch.parts.contains { $0.key == "row/RING-7" && $0.texts["onHand"] == "1" })
        #expect(!patch.parts.contains { $0.key == "row/MUG/BLUE" })
        #expect(changed.contains { if case .event(let event) = $0 { event.sku == "RING-7" } else { false } })
    }

    @Test("more live pages than there are seats are asked to come back")
    func seats() {
        let seats = LiveSeats(1)
        #expect(seats.take())
        #expect(!seats.take())
        seats.leave()
        #expect(seats.isFree)
    }

    @Test("who belongs to no workspace is told how to make one")
    func nothingYet() async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("ada@example.org", "analyst")
        try await site.member("bo@example.org")
        let ada = try await ListMembers(tenant: site.desk.tenant).run(site.hub).members.first
        let id = try #require(ada.flatMap { UUID(uuidString: $0.id) })
        try await RemoveMember(id, tenant: site.desk.tenant, by: .machine).run(site.hub)
        let text = try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            return try await browser.get("/").text
        }
        #expect(text.contains("entrepot workspace create"))
        #expect(!text.contains("RING-7"))
    }
}
