import Foundation
import HTTPTypes
import Testing
import Wire

@testable import Web

@Suite("Whose word about an address is believed")
struct TrustedProxyTests {
    static func client(
        _ peer: String, _ value: String?, header: TrustedProxies.Header = .xForwardedFor
    ) throws -> String? {
        let ranges = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"].compactMap { AddressRange($0) }
        var headers = HTTPFields()
        if let value { headers[try #require(HTTPField.Name(header.rawValue))] = value }
        return TrustedProxies(ranges, header: header).client(peer: IPAddress(peer), headers)?.description
    }

    @Test(
        "from the right, as far as proxies are trusted",
        arguments: [
            ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
            ("10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("127.0.0.1", "[2001:db8::7]:99", "2001:db8:0:0:0:0:0:7"),
            ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ])
    func chain(peer: String, header: String, client: String) throws {
        #expect(try Self.client(peer, header) == client)
    }

    /// Cloudflare adds on the right whoever has connected to it, to what the client sent of the kind ("HTTP request headers",
    /// developers.cloudflare.com/fundamentals/reference/http-headers); cloudflared does the same (its issue 1426).
    @Test(
        "behind Cloudflare it is whoever has connected to Cloudflare, whatever they sent themselves",
        arguments: [
            // nginx on this machine, with `$proxy_add_x_forwarded_for`: the edge stands on the right.
            ("127.0.0.1", "203.0.113.9, 172.64.0.5", "203.0.113.9"),
            ("127.0.0.1", "127.0.0.1, 172.64.0.9, 203.0.113.9, 172.64.0.5", "203.0.113.9"),
            // TLS in the process: the edge is who connects.
            ("172.64.0.5", "198.51.100.101,198.51.100.102,203.0.113.9", "203.0.113.9"),
            ("2606:4700::5", "127.0.0.1, 2001:db8::7", "2001:db8:0:0:0:0:0:7"),
            // Through cloudflared, which is on this machine itself.
            ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
            // Past Cloudflare, to an origin that was left open.
            ("203.0.113.50", "198.51.100.7", "203.0.113.50"),
        ])
    func cloudflare(peer: String, header: String, client: String) throws {
        let ranges = ["127.0.0.1", "172.64.0.0/13", "2606:4700::/32"].compactMap { AddressRange($0) }
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("x-forwarded-for"))] = header
        #expect(TrustedProxies(ranges).client(peer: IPAddress(peer), headers)?.description == client)
    }

    @Test("what somebody else sends of an address is not believed")
    func stranger() throws {
        #expect(try Self.client("203.0.113.50", "127.0.0.1") == "203.0.113.50")
        #expect(try Self.client("203.0.113.50", nil) == "203.0.113.50")
    }

    @Test(
        "the standard's own header is read as well",
        arguments: [
            ("for=203.0.113.9;proto=https", "203.0.113.9"),
            ("for=6.6.6.6, proto=https;for=\"[2001:db8::7]:80\"", "2001:db8:0:0:0:0:0:7"),
            ("for=_hidden", "10.0.0.1"), ("by=1.2.3.4", "10.0.0.1"),
        ])
    func forwarded(header: String, client: String) throws {
        #expect(try Self.client("10.0.0.1", header, header: .forwarded) == client)
    }

    @Test("a header without end is not walked to its end")
    func endless() throws {
        let header = String(repeating: "10.0.0.2,", count: 3_000) + "10.0.0.2"
        #expect(try Self.client("10.0.0.1", header) == "10.0.0.2")
    }
}
