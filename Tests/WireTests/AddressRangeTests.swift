import Testing

@testable import Wire

@Suite("Addresses and ranges")
struct AddressRangeTests {
    @Test(
        "an address lies in a range, or not",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false), ("192.0.2.128/25", "192.0.2.127", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("2001:db8::/32", "2001:db8:9::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("::1", "::1", true),
        ])
    func contains(range: String, address: String, isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(
        "what is no range is refused",
        arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "localhost", "::1/129", "10.0.0.1:80", "1.2.3.4/ 8"])
    func malformed(text: String) { #expect(AddressRange(text) == nil) }

    @Test("a household of IPv6 addresses counts as one")
    func subscriber() throws {
        let (one, other) = (try #require(IPAddress("2001:db8::1")), try #require(IPAddress("2001:db8::ffff:2")))
        #expect(one.subscriber == other.subscriber)
        #expect(try one.subscriber != #require(IPAddress("2001:db8:0:1::1")).subscriber)
    }
}
