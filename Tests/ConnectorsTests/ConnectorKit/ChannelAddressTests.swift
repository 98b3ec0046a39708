import ConnectorKit
import Foundation
import Testing

@Suite("Places for files that a channel names")
struct ChannelAddressTests {
    private static let channel = URL(string: "https://shop.example/admin")!
    private static let twin = URL(string: "http://127.0.0.1:8080/shop")!

    @Test("one that is ours is never called for a channel outside: it would have us call our own services")
    func outside() throws {
        for own in ["http://127.0.0.1:5432/", "https://localhost/", "http://[::1]/a"] {
            #expect(throws: ConnectorError.self) { try ChannelAddress.elsewhere(own, beside: Self.channel) }
        }
        let url = try ChannelAddress.elsewhere("https://files.example/a?signed=1", beside: Self.channel)
        #expect(url.absoluteString == "https://files.example/a?signed=1")
    }

    @Test("plain HTTP is for twins on this machine only")
    func plain() throws {
        #expect(throws: ConnectorError.self) {
            try ChannelAddress.elsewhere("http://files.example/a", beside: Self.channel)
        }
        #expect(throws: ConnectorError.self) {
            try ChannelAddress.elsewhere("http://files.example/a", beside: Self.twin)
        }
        #expect(try ChannelAddress.elsewhere("http://127.0.0.1:8080/a", beside: Self.twin).port == 8_080)
    }

    @Test(
        "what is no address at all is refused", arguments: ["", "files", "file:///etc/passwd", "ftp://files.example/"])
    func nonsense(text: String) {
        #expect(throws: ConnectorError.self) { try ChannelAddress.elsewhere(text, beside: Self.channel) }
    }
}
