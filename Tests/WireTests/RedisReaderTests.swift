import Testing

@testable import Wire

@Suite("What Redis answers")
struct RedisReaderTests {
    @Test(
        "is read however it is cut",
        arguments: [
            ("+PONG\r\n", RedisValue.text("PONG")), (":42\r\n", .number(42)),
            ("$3\r\na\r\n\r\n", .bytes([97, 13, 10])),
            ("$-1\r\n", .nothing), ("*2\r\n:1\r\n$1\r\nx\r\n", .list([.number(1), .bytes([120])])),
            ("-NOAUTH secret text\r\n", .failure("NOAUTH")),
        ])
    func cut(text: String, value: RedisValue) throws {
        var whole = RedisReader()
        try whole.append(text.utf8)
        #expect(try whole.next() == value)
        var slow = RedisReader()
        for (index, byte) in text.utf8.enumerated() {
            try slow.append([byte])
            #expect(try slow.next() == (index == text.utf8.count - 1 ? value : nil))
        }
    }

    @Test(
        "is refused where it is not of the protocol",
        arguments: [
            "HTTP/1.1 200 OK\r\n", "$99999999999\r\n", "*5000\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", "\r\n", ":x\r\n",
            String(repeating: "a", count: 2_000),
        ])
    func nonsense(text: String) {
        #expect(throws: RedisError.nonsense) {
            var reader = RedisReader()
            try reader.append(text.utf8)
            _ = try reader.next()
        }
    }

    @Test("a word of ours travels by its length: nothing in it is a command")
    func injection() {
        let command = RedisCommand("GET", "a\r\nFLUSHALL")
        #expect(command.bytes == Array("*2\r\n$3\r\nGET\r\n$11\r\na\r\nFLUSHALL\r\n".utf8))
    }
}
