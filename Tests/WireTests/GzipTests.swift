import Foundation
import Testing

@testable import Wire

/// The packed texts were made by Python's `gzip`.
@Suite("Packed documents")
struct GzipTests {
    private static func bytes(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }

    /// Four hundred words, as the vector below was made of.
    private static let words = (0..<400).map { index -> String in
        let word = ["listing", "quantity", "accepted", "refused", "MUG", "TEA-"][(index * 7 + index / 3) % 6]
        let number = String(index % 211)
        return word == "TEA-" ? word + String(repeating: "0", count: 3 - number.count) + number : word
    }.joined(separator: " ")

    @Test(
        "are unpacked, however they were packed",
        arguments: [
            ("", "H4sIAAAAAAACAwMAAAAAAAAAAAA="),
            ("hello hello hello", "H4sIAAAAAAACA8tIzcnJV8hAkACAiPnlEQAAAA=="),
            ("stored as it is", "H4sIAAAAAAAEAwEPAPD/c3RvcmVkIGFzIGl0IGlzZXjRWg8AAAA="),
            ("with a name", "H4sICAAAAAAC/3JlcG9ydC5qc29uACvPLMlQSFTIS8xNBQCMm56NCwAAAA=="),
            (
                words,
                "H4sIAAAAAAACA6WVOwrCUBQFt/I2INzz/q+0ECs7XUCIUQIh+EkKd28TbC2mvpephjnT+F7G+e6eazcv4/JxXd8Pj2W4utPl6M6H/c4sumn7"
                    + "+h1fw219b0/Tf4QCRniPEUEYEY0jGkakihG5YETJGFETRjRspwzbKWE75bGdCsYR2E5FbKcStlMZ26mC7VTldjZspzfeTuPhMx4+8fB5"
                    + "Hr7Awxd5+BKf5cxnuXC1Kp/lxu1sPHzGwycePs/DF3j4Ig9f4rOc+SwXPsuV2PkFQh/PNqELAAA="
            ),
        ])
    func unpacked(text: String, packed: String) throws {
        #expect(try Gzip.unpack(Self.bytes(packed), limit: 10_000) == Array(text.utf8))
    }

    @Test("what is broken anywhere is not taken for a document")
    func broken() throws {
        let good = try Self.bytes("H4sIAAAAAAACA8tIzcnJV8hAkACAiPnlEQAAAA==")
        // Bytes 4 to 9 of the head say nothing of the contents.
        for index in good.indices where !(4...9).contains(index) {
            var bad = good
            bad[index] ^= 0x41
            #expect(throws: Gzip.Trouble.malformed, "byte \(index)") { try Gzip.unpack(bad, limit: 1_000) }
        }
        for length in 0..<good.count {
            #expect(throws: Gzip.Trouble.malformed) { try Gzip.unpack(Array(good.prefix(length)), limit: 1_000) }
        }
    }

    @Test("what would be larger than the caller takes is given up")
    func limit() throws {
        let packed = try Self.bytes("H4sIAAAAAAACA8tIzcnJV8hAkACAiPnlEQAAAA==")
        #expect(throws: Gzip.Trouble.tooLarge) { try Gzip.unpack(packed, limit: 16) }
        #expect(try Gzip.unpack(packed, limit: 17).count == 17)
    }
}
