import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Operations
import Testing
import Vault
import Workbench

@testable import Web

@Suite("Forms that are not ours")
struct FormGateTests {
    /// Every address that a form of ours is sent to.
    static let paths = [
        "/sign-in", "/sign-in/code", "/sign-out", "/setup", "/join", "/forgotten", "/reset", "/verify", "/workspace",
        "/suspended", "/account/tokens", "/account/tokens/revoke",
        "/account/profile", "/account/verify", "/account/password", "/account/sessions", "/account/second-factor",
        "/account/second-factor/off", "/account/recovery-codes", "/members/invitations",
        "/members/invitations/00000000-0000-0000-0000-000000000000/withdraw",
        "/members/00000000-0000-0000-0000-000000000000/role", "/members/00000000-0000-0000-0000-000000000000/remove",
        "/members/leave", "/terms/accept", "/audit/access", "/audit/alarms/00000000-0000-0000-0000-000000000000",
    ]

    @Test("are refused wherever they are sent, by a member's own browser too")
    func everywhere() async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            try await browser.get("/account")
            let good = browser.csrf
            let other = CSRFToken(session: .generate(.session)).secret.reveal()
            for path in Self.paths {
                for csrf in ["", "x", other, String(good.dropLast()) + (good.hasSuffix("A") ? "B" : "A")] {
                    let answer = try await browser.post(path, ["session": "x"], csrf: csrf)
                    #expect(answer.status == .forbidden, "\(path)")
                    #expect(answer.text.contains("form.strange"), "\(path)")
                }
            }
            #expect(try await browser.get("/account").status == .ok, "nothing was done: the session is there")
        }
    }

    @Test("there is no form of ours that is not on this list")
    func complete() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Web")
        var found: Set<String> = []
        let files = try ["People", "Audit"].flatMap {
            try FileManager.default.contentsOfDirectory(
                at: root.appending(path: $0), includingPropertiesForKeys: nil)
        }
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?:members|pages)\.post\("([^"]+)"\)/) {
                found.insert("/" + match.output.1.replacing(":id", with: "00000000-0000-0000-0000-000000000000"))
            }
        }
        #expect(found == Set(Self.paths))
    }

    @Test(
        "are refused where the browser says that another site sent them",
        arguments: [
            ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"],
            ["Origin": "http://localhost:81"], ["Origin": "nonsense"],
        ])
    func crossSite(headers: [String: String]) async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            try await browser.get("/account")
            #expect(try await browser.post("/sign-out", headers: headers).status == .forbidden)
            #expect(try await browser.get("/account").status == .ok)
            let own = ["Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"]
            #expect(try await browser.post("/sign-out", headers: own).location == "/sign-in")
            #expect(try await browser.get("/account").status == .seeOther)
        }
    }

    @Test("a sign-in cannot be forced on somebody: its form is bound to the browser")
    func loginCSRF() async throws {
        let site = try await OpenSite(.sqlite)
        try await site.member("eve@example.org")
        try await site.ask { client in
            let (eve, victim) = (Browser(client), Browser(client))
            try await eve.get("/sign-in")
            try await victim.get("/sign-in")
            let answer = try await victim.post(
                "/sign-in", ["address": "eve@example.org", "password": OpenSite.password], csrf: eve.csrf)
            #expect(answer.status == .forbidden)
            #expect(victim.cookies["entrepot-session-80"] == nil)
        }
    }

    @Test("are refused when they are too large, before they are read")
    func large() async throws {
        let site = try await OpenSite(.sqlite)
        let answer = try await site.ask { client in
            try await client.execute(
                uri: "/sign-in", method: .post, body: ByteBuffer(repeating: UInt8(ascii: "a"), count: 1 << 20))
        }
        #expect(answer.status == .contentTooLarge)
    }

    @Test(
        "what a form holds is read as typed",
        arguments: [
            ("a=1&b=2", "1", "2"), ("a=x+y&b=%2B", "x y", "+"), ("a=&b", "", ""), ("a=1&a=2&b=%F0%9F%94%91", "1", "🔑"),
            ("a=%00&b=%zz", "\u{0}", ""), ("", "", ""),
        ])
    func read(text: String, a: String, b: String) {
        let form = Form(Array(text.utf8))
        #expect(form["a"] == a && form["b"] == b)
    }
}
