import AsyncHTTPClient
import Dispatch
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing
import Workbench

@testable import Hub
@testable import Web

/// ENC-6, with a certificate made for the test and clients that speak one version each.
@Suite("TLS in the process")
struct TLSTests {
    /// Serves under TLS, and tells the port.
    private static func serving<Value: Sendable>(
        _ body: @escaping @Sendable (_ port: Int, _ certificate: String) async throws -> Value
    ) async throws -> Value {
        let own = try SelfSigned()
        defer { own.remove() }
        var settings = SiteSettings(port: 0)
        settings.tls = try SiteCertificate(chain: own.certificate, key: own.key)
        let site = try await OpenSite(.sqlite, settings: settings)
        let certificate = own.certificate
        return try await site.ask { try await body(try #require($0.port), certificate) }
    }

    /// Asks as a client that trusts this certificate alone, checks names, and speaks only one version.
    private static func ask(
        _ port: Int, _ certificate: String, path: String = "/sign-in", speaking version: TLSVersion
    ) async throws -> HTTPClientResponse {
        var tls = TLSConfiguration.makeClientConfiguration()
        (tls.minimumTLSVersion, tls.maximumTLSVersion) = (version, version)
        tls.trustRoots = .file(certificate)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        // What is refused is to be told at once, not tried again.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            var request = HTTPClientRequest(url: "https://127.0.0.1:\(port)\(path)")
            request.headers.add(name: "host", value: "hub.example")
            let answer = try await client.execute(request, timeout: .minutes(2))
            try await client.shutdown()
            return answer
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    @Test("lets TLS 1.2 and 1.3 in, and says to come so for a year", arguments: [TLSVersion.tlsv12, .tlsv13])
    func lets(version: TLSVersion) async throws {
        let answer = try await Self.serving { try await Self.ask($0, $1, speaking: version) }
        #expect(answer.status == .ok)
        #expect(answer.headers.first(name: "strict-transport-security")?.contains("max-age=31536000") == true)
        let cookies = answer.headers["set-cookie"]
        #expect(!cookies.isEmpty && cookies.allSatisfy { $0.contains("Secure") && $0.contains("__Host-") })
    }

    @Test("refuses TLS 1.1 and 1.0 before anything is asked", arguments: [TLSVersion.tlsv11, .tlsv1])
    func refuses(version: TLSVersion) async throws {
        try await Self.serving { port, certificate in
            await #expect(throws: (any Error).self) {
                try await Self.ask(port, certificate, path: "/healthz", speaking: version)
            }
            // Nothing else was wrong with the question.
            let control = try await Self.ask(port, certificate, path: "/healthz", speaking: .tlsv12)
            #expect(control.status == .ok)
        }
    }

    @Test("answers nothing to plain HTTP")
    func plain() async throws {
        let heard = try await Self.serving { port, _ in
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result {
                            let client = try RawClient(port: port)
                            defer { client.close() }
                            client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            return client.rest()
                        })
                }
            }
        }
        #expect(!heard.contains("HTTP/1.1"))
        #expect(!heard.contains("ok"))
    }

    @Test(
        "a file that is missing, or holds no PEM, is named, with a way out", arguments: ["certificate", "key", "empty"])
    func missing(which: String) throws {
        let own = try SelfSigned()
        defer { own.remove() }
        let empty = own.folder.appending(path: "empty.pem").path()
        try Data().write(to: URL(filePath: empty))
        let gone = own.folder.appending(path: "gone.pem").path()
        let (chain, key) =
            switch which {
            case "certificate": (gone, own.key)
            case "key": (own.certificate, gone)
            default: (empty, own.key)
            }
        let error = try #require(throws: CertificateError.self) { try SiteCertificate(chain: chain, key: key) }
        let text = Failure(error).text
        #expect(text.contains(which == "empty" ? empty : gone))
        #expect(text.contains("way out:") && text.contains("tls-certificate"))
    }

    @Test("a key of another certificate is told before anybody comes")
    func mismatch() throws {
        let (one, other) = (try SelfSigned(), try SelfSigned())
        defer {
            one.remove()
            other.remove()
        }
        let error = try #require(throws: CertificateError.self) {
            try SiteCertificate(chain: one.certificate, key: other.key)
        }
        #expect(error == .mismatch(one.certificate, other.key))
        #expect(Failure(error).text.contains("does not belong"))
    }
}
