import Crypto
import Foundation
import Synchronization
import Testing
import Vault
import Wire

/// Somebody at a browser: keeps cookies, and sends forms with what the page brought along.
final class CanaryVisitor: Sendable {
    private let program: PlantedProgram
    private let jar = Mutex<[String: String]>([:])
    private let csrf = Mutex("")

    init(_ program: PlantedProgram) { self.program = program }

    @discardableResult
    func get(_ path: String, shows shown: Set<String> = []) async throws -> String {
        try await self.send("GET", path, nil, shown)
    }

    @discardableResult
    func post(_ path: String, _ fields: [String: String], shows shown: Set<String> = []) async throws -> String {
        let all = fields.merging(["csrf": self.csrf.withLock { $0 }]) { $1 }
        let body = all.map { "\($0.key)=\(Self.escaped($0.value))" }.joined(separator: "&")
        return try await self.send("POST", path, body, shown)
    }

    /// What a page must show; where it does not, the page's own words are the error.
    func find(_ sought: Regex<(Substring, Substring)>, in page: String) throws -> String {
        if let found = page.firstMatch(of: sought) { return String(found.output.1) }
        throw BenchError(description: "the page does not show what is sought: \(Self.words(page))")
    }

    /// Sends a form that must be taken: what answers leads on to another page.
    func enter(_ path: String, _ fields: [String: String], shows shown: Set<String> = []) async throws {
        let page = try await self.post(path, fields, shows: shown)
        guard page.isEmpty else { throw BenchError(description: "\(path) was not taken: \(Self.words(page))") }
    }

    private static func words(_ page: String) -> Substring {
        page.replacing(/<(style|script|svg)[\s\S]*?<\/\1>|<[^>]*>/, with: " ").replacing(/\s+/, with: " ").prefix(400)
    }

    private func send(_ method: String, _ path: String, _ body: String?, _ shown: Set<String>) async throws -> String {
        var headers = [
            (name: "Cookie", value: self.jar.withLock { $0.map { "\($0.key)=\($0.value)" } }.joined(separator: "; "))
        ]
        if body != nil { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        let reply = try await self.program.ask(method, path, headers: headers, body: body, shows: shown)
        for header in reply.headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[1].count > 20 else { continue }
            self.jar.withLock { $0[pair[0]] = pair[1] }
            self.program.watch("cookie \(pair[0].prefix { !$0.isNumber }) \(pair[1].hashValue)", pair[1])
        }
        let text = String(decoding: reply.body, as: UTF8.self)
        if let found = text.firstMatch(of: /name="csrf" value="([^"]+)"/) {
            self.csrf.withLock { $0 = String(found.output.1) }
        }
        return text
    }

    /// What an authenticator app shows now (RFC 6238), made without the program's own code.
    static func code(_ base32: String, at now: Date = Date()) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bits, bytes): ([Bool], [UInt8]) = ([], [])
        for letter in base32 {
            guard let value = letters.firstIndex(of: letter) else { continue }
            bits += (0..<5).map { value >> (4 - $0) & 1 == 1 }
        }
        for start in stride(from: 0, through: bits.count - 8, by: 8) {
            bytes.append(bits[start..<(start + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
        }
        let step = UInt64(now.timeIntervalSince1970 / 30)
        let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * UInt64($0))) }
        let tag = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: bytes)))
        let offset = Int(tag[19] & 15)
        let number = tag[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return String(String(number % 1_000_000 + 1_000_000).suffix(6))
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
