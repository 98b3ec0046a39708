import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Operations
import Pages
import Records
import Synchronization
import Testing
import Vault
import Wire
import Workbench

@testable import Web

@Suite("Coming in")
struct SignInPageTests {
    @Test("nobody sees a page before signing in, and comes back to it afterwards", arguments: Engine.available)
    func led(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.ask { client in
            for path in ["/connections", "/sku/RING-7", "/members", "/account", "/plans/x", "/?q=ring"] {
                let browser = Browser(client)
                let answer = try await browser.get(path)
                #expect(answer.status == .seeOther && !answer.text.contains("RING"), "\(path)")
                let login = try #require(answer.location)
                #expect(login.hasPrefix("/sign-in"), "\(path)")
                try await browser.get(login)
                let next = login.contains("next=") ? path : ""
                let back = try await browser.post(
                    "/sign-in", ["address": "ada@example.org", "password": OpenSite.password, "next": next])
                #expect(back.location == (path.hasPrefix("/?") ? "/" : path))
            }
        }
    }

    @Test("the stream of the live page is closed to who is not signed in")
    func stream() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.browse { try await $0.get("/live") }
        #expect(answer.status == .unauthorized)
    }

    @Test(
        "the first visitor is told where the link is, and makes the first member with it", arguments: Engine.available)
    func firstRun(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let link = try #require(try await PrepareSetup().run(site.hub)).reveal()
        let path = try #require(link.split(separator: "localhost").last.map(String.init))
        try await site.browse { browser in
            #expect(try await browser.get("/sign-in").text.contains("entrepot member setup"))
            #expect(try await browser.get(path).status == .ok)
            let token = String(path.split(separator: "token=")[1])
            let fields = ["token": token, "name": "Ada Holm", "address": "ada@example.org"]
            let bad = try await browser.post("/setup", fields.merging(["password": "too short"]) { $1 })
            #expect(bad.status.code == 422 && bad.problem == "member.password")
            #expect(bad.text.contains("ada@example.org") && !bad.text.contains("too short\""))
            let good = try await browser.post("/setup", fields.merging(["password": OpenSite.password]) { $1 })
            #expect(good.location == "/")
            #expect(try await browser.get("/").text.contains("Atelier"))
            #expect(try await browser.get(path).status.code == 410)
        }
    }

    @Test("a session's cookie is new at each sign-in, whatever the browser showed before", arguments: Engine.available)
    func fixation(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        try await site.browse { browser in
            let planted = BearerToken.generate(.session).secret.reveal()
            browser.cookies["entrepot-session-80"] = planted
            browser.cookies["entrepot-form-80"] = planted
            try await browser.signIn("ada@example.org")
            let first = try #require(browser.cookies["entrepot-session-80"])
            #expect(first != planted)
            try await browser.get("/sign-in/code")
            try await browser.get("/account")
            browser.cookies["entrepot-form-80"] = nil
            let before = browser.cookies
            // Signing in again over a session: the old one ends.
            browser.cookies["entrepot-session-80"] = nil
            try await browser.signIn("ada@example.org")
            #expect(browser.cookies["entrepot-session-80"] != first)
            browser.cookies = before
            #expect(try await browser.get("/account").status == .ok)
            let page = try await browser.get("/account").text
            #expect(page.contains("End all others"))
        }
    }

    @Test(
        "the cookie cannot be read by script, nor sent by another site; by the public address it is Secure and the host's own"
    )
    func cookie() async throws {
        let site = try await OpenSite(.sqlite, publicAddress: URL(string: "https://localhost"))
        try await site.member("ada@example.org")
        let local = try await site.browse { try await $0.signIn("ada@example.org") }
        let proxied = try await site.browse(headers: ["X-Forwarded-For": "203.0.113.9"]) { browser in
            let answer = try await browser.signIn("ada@example.org")
            #expect(try await browser.get("/").status == .ok)
            return answer
        }
        let cookies = local.headers[values: .setCookie] + proxied.headers[values: .setCookie]
        #expect(cookies.count == 4)
        #expect(cookies.allSatisfy { $0.contains("HttpOnly") && $0.contains("SameSite=Lax") && $0.contains("Path=/") })
        #expect(local.headers[values: .setCookie].allSatisfy { !$0.contains("Secure") })
        let secure = proxied.headers[values: .setCookie]
        #expect(secure.allSatisfy { $0.contains("Secure") && $0.hasPrefix("__Host-") && !$0.contains("Domain") })
        #expect(proxied.headers[.strictTransportSecurity] == "max-age=31536000")
        #expect(local.headers[.strictTransportSecurity] == nil)
    }

    @Test("a wrong password and no account look alike, byte for byte", arguments: Engine.available)
    func enumeration(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        try await site.member("ada@example.org")
        func answer(_ address: String) async throws -> String {
            let page = try await site.browse { browser in
                try await browser.signIn(address, "not the password")
            }
            #expect(page.status == .unauthorized && page.problem == "member.wrong-password")
            return page.text.replacing(/value="[^"]*"/, with: "")
        }
        #expect(try await answer("ada@example.org") == answer("eve@example.org"))
    }

    @Test("guesses wait, and say how long")
    func waits() async throws {
        let site = try await OpenSite(.sqlite)
        try await site.browse { browser in
            for _ in 0..<10 { try await browser.signIn("ada@example.org", "wrong") }
            let answer = try await browser.signIn("ada@example.org", "wrong")
            #expect(answer.status == .tooManyRequests)
            let seconds = try #require(answer.headers[.retryAfter].flatMap { Int($0) })
            #expect((890...900).contains(seconds))
        }
    }

    @Test(
        "nobody is sent to another site afterwards",
        arguments: [
            "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1",
            "\u{9}//evil.example", "",
        ])
    func openRedirect(next: String) async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("ada@example.org")
        let answer = try await site.browse { browser in
            try await browser.get("/sign-in")
            return try await browser.post(
                "/sign-in", ["address": "ada@example.org", "password": OpenSite.password, "next": next])
        }
        #expect(answer.location == "/")
        #expect(answer.headers[values: .setCookie].allSatisfy { !$0.hasPrefix("x=1") })
    }

    @Test("forgetting a password is answered alike for everybody", arguments: Engine.available)
    func forgotten(engine: Engine) async throws {
        let sent = Mutex<[MailMessage]>([])
        let mailer = Mailer { message, _, _ in sent.withLock { $0.append(message) } }
        let site = try await OpenSite(engine, mailer: mailer)
        try await site.member("ada@example.org")
        let pages = try await site.browse { browser in
            var pages: [String] = []
            for address in ["ada@example.org", "eve@example.org", "nonsense"] {
                try await browser.get("/forgotten")
                pages.append(try await browser.post("/forgotten", ["address": address]).text)
            }
            return pages
        }
        #expect(Set(pages).count == 1)
        try await SendLetters().run(site.hub)
        let mails = sent.withLock { $0 }.filter { $0.text.contains("/reset?token=") }
        #expect(mails.map(\.to) == ["ada@example.org"])
        let token = try #require(mails.first?.text.firstMatch(of: /token=(\S+)/)).output.1
        try await site.browse { browser in
            try await browser.get("/reset?token=\(token)")
            let saved = try await browser.post(
                "/reset", ["token": String(token), "password": "harbour thicket oyster 91 cello"])
            #expect(saved.text.contains("The password is saved"))
            #expect(try await browser.get("/reset?token=\(token)").status.code == 410)
        }
    }

    @Test("an entry link signs in once, at the machine itself only")
    func entry() async throws {
        let site = try await OpenSite(.sqlite, publicAddress: URL(string: "https://localhost"))
        try await site.member("ada@example.org")
        let link = try await MakeEntry(address: "ada@example.org").run(site.hub).reveal()
        let path = try #require(link.split(separator: "localhost").last.map(String.init))
        let elsewhere = try await site.browse(headers: ["Via": "1.1 proxy"]) { try await $0.get(path) }
        #expect(elsewhere.status == .notFound)
        let (first, board) = try await site.browse { (try await $0.get(path), try await $0.get("/")) }
        #expect(first.location == "/" && board.status == .ok)
        let again = try await site.browse { try await $0.get(path) }
        #expect(again.status.code == 410)
    }
}
