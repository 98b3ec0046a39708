import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Workbench

@testable import Web

@Suite("The app, opened inside of a channel's own pages")
struct EmbedTests {
    private static func open(_ site: OpenSite, _ path: String) async throws -> TestResponse {
        try await site.ask { try await $0.execute(uri: "/embed/\(path)", method: .get) }
    }

    private static func connect(_ site: OpenSite, _ body: String) async throws -> (status: Int, code: String?) {
        let answer = try await site.api(.post, "connections/session", body)
        return (answer.status.code, try answer.object["code"] as? String)
    }

    @Test("a shop is connected by its session, and shown within its own pages only", arguments: Engine.available)
    func shown(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let made = try await site.api(
            .post, "connections/session", #"{"channel": "consent", "name": "Etta", "session": "canary-session-1"}"#)
        #expect(made.status == .created && !made.text.contains("canary"))
        let page = try await Self.open(site, "consent?id_token=canary-session-2")
        #expect(page.status == .ok && page.text.contains("“Etta” is draft") && !page.text.contains("canary"))
        let policy = page.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("frame-ancestors https://shop.example") && policy.contains("default-src 'none'"))
        let frame = try #require(HTTPField.Name("X-Frame-Options"))
        #expect(page.headers[frame] == nil)
        #expect(try await Self.open(site, "consent?id_token=canary-session-2").status == .ok)
        let again = try await site.api(
            .post, "connections/session", #"{"connection": "Etta", "session": "canary-session-3"}"#)
        #expect(again.status == .ok)
        #expect(
            try await Self.connect(site, #"{"connection": "Etta", "session": "canary-session-3"}"#)
                == (422, "consent.session-used"))
    }

    @Test(
        "what cannot be shown is said with the way out, and framed by nobody who is not known",
        arguments: [
            ("consent?id_token=canary-session-1", "consent.shop-unknown", true),
            ("consent?id_token=forged", "consent.session-refused", false),
            ("consent", "consent.session-refused", false), ("woocommerce?id_token=1", "consent.not-by-session", false),
            ("nowhere?id_token=1", "channel.unknown", false),
        ])
    func refused(path: String, code: String, isFramed: Bool) async throws {
        let site = try await OpenSite(.sqlite)
        let page = try await Self.open(site, path)
        #expect(page.status.code >= 400 && page.status.code < 500 && page.text.contains(code))
        #expect(!page.text.contains("canary") && !page.text.contains("forged"))
        let frame = try #require(HTTPField.Name("X-Frame-Options"))
        #expect((page.headers[frame] == "DENY") == !isFramed)
        #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == !isFramed)
    }

    @Test("what is missing in a request is said, and keys are no sessions")
    func missing() async throws {
        let site = try await OpenSite(.sqlite)
        #expect(try await Self.connect(site, "{}") == (400, "input.invalid"))
        #expect(try await Self.connect(site, #"{"session": "canary-session-1"}"#) == (400, "input.invalid"))
        #expect(
            try await Self.connect(site, #"{"connection": "Kiel", "session": "canary-session-1"}"#)
                == (422, "consent.not-by-session"))
    }
}
