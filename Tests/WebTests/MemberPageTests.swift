import Commerce
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Operations
import Synchronization
import Testing
import Wire
import Workbench

@testable import Vault
@testable import Web

@Suite("People's pages")
struct MemberPageTests {
    /// What an app shows for the key on the page.
    private static func code(_ page: String, at time: Date) throws -> String {
        let key = try #require(page.firstMatch(of: /<code>((?:[A-Z2-7]{4} ?){8})<\/code>/)).output.1
        let secret = try #require(TOTPSecret(base32: String(key).replacing(" ", with: "")))
        return HOTP.code(secret.bytes, counter: UInt64(TOTP.step(at: time)))
    }

    @Test(
        "an owner sets up the second factor that the role asks for, before anything else", arguments: Engine.available)
    func secondFactor(engine: Engine) async throws {
        let clock = ManualClock()
        var open = try await OpenSite(engine)
        open.hub.now = { clock.now }
        open.hub.people.needsSecondFactor = true
        let site = open
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/").location == "/account/second-factor")
            #expect(try await browser.get("/members").location == "/account/second-factor")
            #expect(try await browser.get("/live").status == .forbidden)
            let page = try await browser.get("/account/second-factor").text
            let before = browser.cookies["entrepot-session-80"]
            let code = try Self.code(page, at: clock.now)
            let guess = try await browser.post("/account/second-factor", ["code": code, "password": "not my password"])
            #expect(guess.status == .unauthorized && guess.problem == "member.wrong-password")
            let done = try await browser.post(
                "/account/second-factor", ["code": code, "password": OpenSite.password])
            #expect(done.text.matches(of: /<code>[A-Z2-7]{4}-/).count == 10)
            #expect(browser.cookies["entrepot-session-80"] != before, "another token after what one may do has changed")
            #expect(try await browser.get("/").status == .ok)
            // And from now on it is asked for.
            try await browser.get("/account")
            try await browser.post("/sign-out")
            let signed = try await browser.signIn("ada@example.org")
            #expect(signed.location == "/sign-in/code")
            #expect(try await browser.get("/").location == "/sign-in/code")
            #expect(try await browser.get("/account").location == "/sign-in/code")
            try await browser.get("/sign-in/code")
            let replay = try await browser.post("/sign-in/code", ["code": try Self.code(page, at: clock.now)])
            #expect(replay.status == .unauthorized && replay.problem == "member.wrong-code")
            let next = try await browser.post(
                "/sign-in/code", ["code": try Self.code(page, at: clock.now.addingTimeInterval(30))])
            #expect(next.location == "/")
            #expect(try await browser.get("/").status == .ok)
        }
    }

    @Test("somebody is invited, joins, and sees what the role allows", arguments: Engine.available)
    func invited(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.ask { client in
            let (ada, bo) = (Browser(client), Browser(client))
            try await ada.signIn("ada@example.org")
            try await ada.get("/members")
            let page = try await ada.post("/members/invitations", ["address": "bo@example.org", "role": "analyst"])
            let link = try #require(page.text.firstMatch(of: /localhost(\/join\?token=[^<]+)/)).output.1
            #expect(try await ada.get(String(link)).status == .forbidden, "it is not for who is signed in here")
            #expect(try await bo.get(String(link)).text.contains("bo@example.org"))
            let fields = [
                "token": String(link.split(separator: "token=")[1]), "name": "Bo Lind",
                "password": "harbour thicket oyster 91 cello",
            ]
            #expect(try await bo.post("/join", fields).location == "/")
            #expect(try await bo.get("/").text.contains("RING-7"))
            #expect(try await bo.get("/members").status == .forbidden, "an analyst does not see who else there is")
            try await bo.get("/account")
            let tries = [
                try await bo.post("/members/invitations", ["address": "x@example.org", "role": "owner"]),
                try await bo.post("/members/00000000-0000-0000-0000-000000000000/remove"),
            ]
            #expect(tries.allSatisfy { $0.status == .forbidden && $0.text.contains("member.forbidden") })
            #expect(try await Browser(client).get(String(link)).status.code == 410)
        }
    }

    @Test("who is removed in mid-session sees nothing more", arguments: Engine.available)
    func removed(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.member("bo@example.org", "admin")
        let members = try await ListMembers(tenant: site.desk.tenant).run(site.hub).members
        let bo = try #require(members.first { $0.address == "bo@example.org" }).id
        try await site.ask { client in
            let (ada, other) = (Browser(client), Browser(client))
            try await ada.signIn("ada@example.org")
            try await other.signIn("bo@example.org")
            #expect(try await other.get("/").status == .ok)
            try await ada.get("/members")
            #expect(try await ada.post("/members/\(bo)/remove").text.contains("The member is removed."))
            #expect(try await other.get("/").status == .seeOther)
            try await other.signIn("bo@example.org")
            #expect(try await !other.get("/").text.contains("RING-7"))
            #expect(try await other.get("/?workspace=Atelier").status == .notFound)
            try await ada.get("/members")
            let last = try await ada.post("/members/leave")
            #expect(last.status == .conflict && last.problem == "member.last-owner")
        }
    }

    @Test("another's workspace is one that is not there, by name, by id and by switching", arguments: Engine.available)
    func foreign(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let other = try await CreateWorkspace(name: "Elsewhere", currency: .eur).run(site.hub)
        let tenant = try #require(UUID(uuidString: other.id))
        try await site.member("ada@example.org")
        try await site.member("eve@example.org", "owner", in: tenant)
        try await site.browse { browser in
            try await browser.signIn("eve@example.org")
            for name in ["Atelier", site.desk.tenant.text] {
                for path in ["/", "/connections", "/sku/RING-7", "/live"] {
                    let answer = try await browser.get("\(path)?workspace=\(name)")
                    #expect(answer.status == .notFound, "\(path)")
                    #expect(!answer.text.contains("Silver ring"))
                }
            }
            #expect(try await browser.get("/sku/RING-7").status == .notFound)
            try await browser.get("/account")
            #expect(try await browser.post("/workspace", ["tenant": site.desk.tenant.text]).status == .notFound)
            #expect(try await browser.get("/").text.contains("Elsewhere"))
        }
    }

    @Test("who belongs to several workspaces goes from one to another", arguments: Engine.available)
    func switching(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let other = try await CreateWorkspace(name: "Zweite", currency: .eur).run(site.hub)
        let tenant = try #require(UUID(uuidString: other.id))
        try await site.member("ada@example.org")
        try await site.member("ada@example.org", "analyst", in: tenant)
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/").text.contains("RING-7"))
            #expect(try await browser.post("/workspace", ["tenant": tenant.text]).location == "/")
            let page = try await browser.get("/").text
            #expect(!page.contains("RING-7") && page.contains("Zweite"))
            #expect(try await browser.get("/members").status == .forbidden, "the role is the workspace's")
        }
    }

    @Test("a profile is kept, and what cannot be is said above it")
    func profile() async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            try await browser.get("/account")
            let fields = ["name": "Ada <b>Holm</b>", "company": "Nordlys", "phone": "+49 431 1", "locale": "de-CH"]
            let saved = try await browser.post("/account/profile", fields)
            #expect(saved.text.contains("Ada &lt;b&gt;Holm") && saved.text.contains("+49 431 1"))
            let bad = try await browser.post("/account/profile", fields.merging(["phone": "<script>"]) { $1 })
            #expect(bad.status.code == 422 && bad.problem == "input.invalid")
            #expect(try await browser.get("/account").text.contains("+49 431 1"))
        }
    }

    @Test(
        "how pages look is a member's own, in every browser of theirs, and nobody else's", arguments: Engine.available)
    func look(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.member("bo@example.org", "analyst")
        try await site.ask { client in
            let (ada, other, bo) = (Browser(client), Browser(client), Browser(client))
            try await ada.signIn("ada@example.org")
            #expect(try await !ada.get("/account").text.contains("data-look"))
            func choose(_ look: String) async throws -> TestResponse {
                try await ada.post("/account/profile", ["name": "Ada Holm", "look": look])
            }
            #expect(try await choose("dark").text.contains("data-look=\"dark\""))
            try await other.signIn("ada@example.org")
            try await bo.signIn("bo@example.org")
            #expect(try await other.get("/").text.contains("data-look=\"dark\""))
            #expect(try await !bo.get("/").text.contains("data-look"))
            #expect(try await choose("pink").problem == "input.invalid")
            // A form that does not ask leaves it be.
            _ = try await ada.post("/account/profile", ["name": "Ada Holm"])
            #expect(try await ada.get("/").text.contains("data-look=\"dark\""))
            _ = try await choose("system")
            #expect(try await !ada.get("/").text.contains("data-look"))
        }
    }

    @Test("a browser's session is seen and ended from another")
    func sessions() async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("ada@example.org")
        try await site.ask { client in
            let (laptop, phone) = (Browser(client), Browser(client, headers: ["User-Agent": "Firefox/1 (Android)"]))
            try await laptop.signIn("ada@example.org")
            try await phone.signIn("ada@example.org")
            let page = try await laptop.get("/account").text
            #expect(page.contains("Firefox on Android"))
            let id = try #require(page.firstMatch(of: /name="session" value="([^"]+)"/)).output.1
            #expect(try await laptop.post("/account/sessions", ["session": String(id)]).location == "/account")
            #expect(try await phone.get("/account").status == .seeOther)
            #expect(try await laptop.get("/account").status == .ok)
        }
    }

    @Test("the live page's stream ends when the session does", arguments: Engine.available)
    func stream(engine: Engine) async throws {
        let site = try await OpenSite(engine, settings: SiteSettings(port: 0, livePulse: .milliseconds(5)))
        try await site.member("ada@example.org")
        let web = Site(site.hub, settings: site.settings)
        let text = try await web.application().test(.live) { client in
            let (here, there) = (Browser(client), Browser(client))
            try await here.signIn("ada@example.org")
            let token = try #require(here.cookies["entrepot-session-80"].flatMap { BearerToken($0, kind: .session) })
            let visitor = try #require(try await FindVisitor(token).run(site.hub))
            there.cookies = here.cookies
            // The answer is whole only when the stream has ended.
            async let stream = there.get("/live")
            for _ in 0..<1_000 where web.seats.taken == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await EndSession(.this).run(visitor, site.hub)
            return try await stream.text
        }
        #expect(text.contains("event: board"))
    }

    @Test("no password, token, code or address of a person is in a log line", arguments: Engine.available)
    func quiet(engine: Engine) async throws {
        let lines = Mutex<[String]>([])
        var open = try await OpenSite(engine)
        open.hub.log = Logger(label: "test") { _ in ListeningLog { line in lines.withLock { $0.append(line) } } }
        let site = open
        try await site.member("ada@example.org")
        let secrets = try await site.browse { browser in
            try await browser.signIn("ada@example.org", "wrong wrong wrong")
            try await browser.signIn("ada@example.org")
            try await browser.get("/reset?token=enr_secretsecret")
            let page = try await browser.get("/account/second-factor").text
            let key = try #require(page.firstMatch(of: /<code>([A-Z2-7]{4})\s/)).output.1
            return browser.cookies.values + [browser.csrf, String(key), "enr_secret"]
        }
        let log = lines.withLock { $0.joined(separator: "\n") }
        #expect(log.contains("/sign-in"))
        for secret in secrets + [OpenSite.password, "wrong wrong", "ada@example.org"] { #expect(!log.contains(secret)) }
    }
}
