import Foundation
import Synchronization

/// A server on this machine that answers each thing it hears with what it heard: the worst that a shop, a mail server or a
/// Redis can do to a client that logs or shows what it is answered.
final class EchoingServer: Sendable {
    enum Kind: Sendable { case shop, mail, redis }

    /// Outlives the server, for those who still talk with it.
    private final class Ear: Sendable {
        private let heard = Mutex("")
        var text: String { self.heard.withLock { $0 } }
        func hear(_ more: String) { self.heard.withLock { $0 += more } }
    }

    let port: Int
    private let listener: Int32
    private let heard: Ear

    /// All that clients said.
    var text: String { self.heard.text }

    init(_ kind: Kind) throws {
        #if canImport(Glibc)
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound, listen(listener, 64) == 0 else { throw BenchError(description: "no port is free") }
        self.listener = listener
        self.port = Int(UInt16(bigEndian: address.sin_port))
        // Calls block: on threads that nobody else waits for, until the socket is closed.
        let ear = Ear()
        self.heard = ear
        Thread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Thread { Self.talk(client, kind, ear) }.start()
            }
        }.start()
    }

    func close() {
        shutdown(self.listener, Int32(SHUT_RDWR))
        _ = Foundation.close(self.listener)
    }

    private static func talk(_ client: Int32, _ kind: Kind, _ ear: Ear) {
        defer { _ = Foundation.close(client) }
        if kind == .mail { Self.say("220 mail.example ESMTP\r\n", client) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            let text = String(decoding: buffer.prefix(count), as: UTF8.self)
            ear.hear(text)
            let line = text.replacing("\r\n", with: " ")
            switch kind {
            case .shop:
                let body = #"{"code":"refused","message":"You said: \#(line.replacing("\"", with: "'"))"}"#
                Self.say(
                    "HTTP/1.1 401 You said \(line.prefix(200))\r\nContent-Type: application/json\r\nX-Said: \(line.prefix(2_000))\r\n"
                        + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", client)
                return
            case .mail where text.uppercased().hasPrefix("EHLO"):
                Self.say("250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n", client)
            case .mail where text.uppercased().hasPrefix("QUIT"):
                Self.say("221 bye\r\n", client)
                return
            case .mail: Self.say("535 5.7.8 You said: \(line)\r\n", client)
            case .redis: Self.say("-WRONGPASS You said: \(line)\r\n", client)
            }
        }
    }

    private static func say(_ text: String, _ client: Int32) {
        let bytes = Array(text.utf8)
        _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
