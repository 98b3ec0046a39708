import Testing

@testable import Pages

/// Against what others draw, module by module: python-qrcode for a text that leaves room, segno 1.6.6 for those that leave none
/// (it fills room up with a zero byte too many).
@Suite("Pictures for a phone's camera")
struct QRCodeTests {
    @Test("are drawn as the standard says")
    func hello() throws {
        let version = QRVersion.all[0]
        let words = try #require(QRCode.words("HELLO", version))
        let rows = QRDrawing(version, words: words, mask: 0).modules.map { $0.map { $0 ? "#" : "." }.joined() }
        #expect(rows == Self.hello)
    }

    @Test("are the same in every size and with every mask, filled to the last byte", arguments: Self.digests)
    func all(number: Int, bytes: Int, digest: UInt64) throws {
        let version = QRVersion.all[number - 1]
        let text = String(decoding: (0..<bytes).map { UInt8(33 + ($0 * 7 + number) % 90) }, as: UTF8.self)
        let words = try #require(QRCode.words(text, version))
        let drawn = (0..<8).map { mask in
            QRDrawing(version, words: words, mask: mask).modules
                .map { $0.map { $0 ? "1" : "0" }.joined() + "\n" }.joined()
        }
        // FNV-1a, as the list was made with.
        let hash = drawn.joined().utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        #expect(hash == digest)
        #expect(QRCode(text)?.modules.count == version.side)
    }

    @Test("hold 213 bytes and no more")
    func limit() {
        #expect(QRCode(String(repeating: "x", count: 213)) != nil)
        #expect(QRCode(String(repeating: "x", count: 214)) == nil)
        #expect(QRCode("") != nil)
    }

    private static let digests: [(Int, Int, UInt64)] = [
        (1, 14, 0x10d6456eac7c0111),
        (2, 26, 0x0ef3523b9bd86b84),
        (3, 42, 0x390e39c918e92c5a),
        (4, 62, 0xaf541547932f0acb),
        (5, 84, 0x47233b2c2b789310),
        (6, 106, 0x239f50079efd3bc6),
        (7, 122, 0x6323970e5882a958),
        (8, 152, 0x85811a30e6b14719),
        (9, 180, 0x5d9adfb5f08c0446),
        (10, 213, 0xf59b18dfd681bde0),
    ]

    private static let hello = [
        "#######..###..#######",
        "#.....#.#.##..#.....#",
        "#.###.#...#...#.###.#",
        "#.###.#...##..#.###.#",
        "#.###.#.#.#.#.#.###.#",
        "#.....#..##.#.#.....#",
        "#######.#.#.#.#######",
        ".........#.##........",
        "#.#.#.#..#.#....#..#.",
        "#.#.#....##...#....#.",
        ".....##..##.#...#####",
        "#.#.##.#.##...#....#.",
        ".##..###.##.#.#.#.#..",
        "........#.##.#.#..##.",
        "#######....#.###..###",
        "#.....#...####.##....",
        "#.###.#.#.##.###..###",
        "#.###.#..#....##..##.",
        "#.###.#.#.#.#...#.#.#",
        "#.....#..##...#.#..#.",
        "#######.#.#.#.##..###",
    ]
}
