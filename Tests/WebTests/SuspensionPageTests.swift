import Commerce
import Foundation
import HTTPTypes
import HummingbirdTesting
import Operations
import Testing
import Vault
import Workbench

@testable import Web

@Suite("A suspended workspace, seen from outside")
struct SuspensionPageTests {
    @Test("shows why, hears an objection, gives the export, and nothing else", arguments: Engine.available)
    func pages(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.member("cy@example.org", "analyst")
        _ = try await SuspendWorkspace("Atelier", reason: "Three invoices are open.").run(site.hub)
        try await site.browse { browser in
            #expect(try await browser.signIn("ada@example.org").location == "/")
            for path in ["/", "/connections", "/members", "/audit", "/sku/RING-7", "/plans/1"] {
                #expect(try await browser.get(path).location == "/suspended", "\(path)")
            }
            #expect(try await browser.get("/live").status == .forbidden)
            let page = try await browser.get("/suspended")
            #expect(page.status == .ok)
            #expect(page.text.contains("Atelier is suspended") && page.text.contains("Three invoices are open."))
            let refused = try await browser.post(
                "/members/invitations", ["address": "x@example.org", "role": "analyst"])
            #expect(refused.status == .forbidden && refused.text.contains("workspace.suspended"))
            try await browser.get("/suspended")
            let empty = try await browser.post("/suspended", ["objection": " "])
            #expect(empty.status == .unprocessableContent && empty.problem == "input.invalid")
            #expect(try await browser.post("/suspended", ["objection": "<b>Paid</b>"]).location == "/suspended")
            let heard = try await browser.get("/suspended").text
            #expect(heard.contains("&lt;b&gt;Paid&lt;/b&gt;") && !heard.contains("<b>Paid"))
            let export = try await browser.get("/export")
            #expect(export.status == .ok && export.text.contains("RING-7") && !export.text.contains("credentials"))
            #expect(try await browser.get("/account").status == .ok)
        }
        try await site.browse { browser in
            try await browser.signIn("cy@example.org")
            let page = try await browser.get("/suspended")
            #expect(page.text.contains("Three invoices are open.") && !page.text.contains("name=\"objection\""))
            let objected = try await browser.post("/suspended", ["objection": "Not mine to say"])
            #expect(objected.status == .forbidden && objected.text.contains("member.forbidden"))
            #expect(try await browser.get("/export").status == .forbidden)
        }
        _ = try await ResumeWorkspace("Atelier").run(site.hub)
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/").status == .ok)
            #expect(try await browser.get("/suspended").location == "/")
        }
    }

    @Test("its other workspaces go on, by page and by token", arguments: Engine.available)
    func others(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let made = try await CreateWorkspace(name: "Bureau", currency: .eur).run(site.hub)
        try await site.member("ada@example.org")
        let bureau: UUID = try #require(UUID(uuidString: made.id))
        try await site.member("ada@example.org", in: bureau)
        _ = try await SuspendWorkspace("Atelier", reason: "x").run(site.hub)
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/suspended").status == .ok)
            #expect(try await browser.post("/workspace", ["tenant": made.id]).location == "/")
            #expect(try await browser.get("/").status == .ok)
            let named = try await browser.get("/?workspace=Atelier")
            #expect(named.status == .forbidden && named.text.contains("workspace.suspended"))
        }
        let atelier: HTTPFields = try .named(["Entrepot-Workspace": "Atelier"])
        let stopped = try await site.api(.get, "stock", headers: atelier)
        #expect(stopped.status == .forbidden)
        #expect(try stopped.object["code"] as? String == "workspace.suspended")
        #expect(try await site.api(.put, "stock/RING-7", #"{"onHand": 1}"#, headers: atelier).status == .forbidden)
        #expect(try await site.api(.get, "workspaces").status == .ok)
        let export = try await site.api(.get, "export", headers: atelier)
        #expect(export.status == .ok && export.text.contains("RING-7"))
        let open: HTTPFields = try .named(["Entrepot-Workspace": "Bureau"])
        #expect(try await site.api(.get, "stock", headers: open).status == .ok)
    }

    @Test("a member makes a token, which does what its role may, and takes it back", arguments: Engine.available)
    func tokens(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.member("bo@example.org", "operator")
        let text = try await site.browse { browser in
            try await browser.signIn("bo@example.org")
            #expect(try await browser.get("/account").text.contains("New API token"))
            let above = try await browser.post("/account/tokens", ["name": "till", "role": "owner"])
            #expect(above.status == .forbidden && above.problem == "role.above")
            let made = try await browser.post("/account/tokens", ["name": "till", "role": "support"])
            let token = String(try #require(made.text.firstMatch(of: /<code>(ent_[^<]+)<\/code>/)).output.1)
            let again = try await browser.get("/account").text
            #expect(again.contains("till") && !again.contains(token))
            return token
        }
        var own = site
        own = OpenSite(own, token: text)
        #expect(try await own.api(.get, "stock").status == .ok)
        for (method, path, body) in [
            (HTTPRequest.Method.put, "stock/RING-7", #"{"onHand": 1}"#), (.get, "audit", nil), (.get, "export", nil),
            (.post, "connections", "{}"), (.put, "policy", #"{"policy": "shared"}"#),
        ] as [(HTTPRequest.Method, String, String?)] {
            let answer = try await own.api(method, path, body)
            #expect(answer.status == .forbidden, "\(path)")
            #expect(try answer.object["code"] as? String == "member.forbidden")
        }
        let members = try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            return try await browser.get("/members").text
        }
        #expect(members.contains("1 API token"))
        try await site.browse { browser in
            try await browser.signIn("bo@example.org")
            let page = try await browser.get("/account").text
            let id = String(try #require(page.firstMatch(of: /name="token" value="(tok_[0-9a-f]+)"/)).output.1)
            #expect(try await browser.post("/account/tokens/revoke", ["token": id]).status == .ok)
        }
        #expect(try await own.api(.get, "stock").status == .unauthorized)
    }
}

extension OpenSite {
    /// The same, asked with another token.
    init(_ site: OpenSite, token: String) {
        self.hub = site.hub
        self.desk = site.desk
        self.token = token
        self.connection = site.connection
        self.route = site.route
        self.webhookSecret = site.webhookSecret
        self.settings = site.settings
    }
}
