public import Foundation
import Synchronization
public import Wire

/// What judges saw while the tests ran, a line of JSON each, for `bin/conformance`. Nothing is written unless
/// `ENTREPOT_CONFORMANCE` names a file.
public struct ConformanceLog: Sendable {
    /// One thing that a judge saw.
    public enum Line: Codable, Sendable, Hashable {
        /// A request of a connector of ours, as it left; headers only as far as they say what the body is.
        case request(method: String, url: String, contentType: String, body: String)
        /// An answer of a twin, held against what is published of the operation.
        case answer(channel: String, operation: String, faults: Int)
        /// A client that nobody here wrote went through so many steps of a seller's day.
        case client(channel: String, name: String, steps: Int)
        /// A twin's own schema was held against the published one.
        case schema(channel: String, fields: Int, faults: Int)
    }

    /// Where lines go; `nil` where nobody asked.
    public static let file = ProcessInfo.processInfo.environment["ENTREPOT_CONFORMANCE"].flatMap {
        $0.isEmpty ? nil : URL(filePath: $0)
    }

    private static let lock = Mutex(())

    public static func note(_ call: HTTPCall) {
        guard self.file != nil else { return }
        self.note(
            .request(
                method: call.method, url: call.url.absoluteString,
                contentType: call.headers.first { $0.name.lowercased() == "content-type" }?.value ?? "",
                body: Data(call.body ?? []).base64EncodedString()))
    }

    public static func note(_ line: Line) {
        guard let file = self.file, let text = try? JSONEncoder().encode(line) else { return }
        self.lock.withLock { _ in
            guard let handle = try? FileHandle(forWritingTo: file) else { return }
            defer { try? handle.close() }
            _ = try? handle.seekToEnd()
            try? handle.write(contentsOf: text + Data("\n".utf8))
        }
    }

    public static func read(_ file: URL) throws -> [Line] {
        try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Line.self, from: Data($0))
        }
    }
}
