import Foundation
import Logging
import Synchronization
import Wire

/// Writes one line an event: text for people, or one JSON object. The trace of the call under way is added by itself.
///
/// What is masked where it is made (secrets, database addresses) is not seen here at all; control characters are
/// escaped, so that nothing that a shop answers can forge a line.
struct LineLog: LogHandler {
    let label: String
    let format: LogFormat
    let write: @Sendable (String) -> Void
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(
        label: String, format: LogFormat, level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = Self.standardError
    ) {
        self.label = label
        self.format = format
        self.logLevel = level
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = self.metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        if let error = event.error { fields["error"] = "\(error)" }
        if fields["trace"] == nil, let trace = CallContext.trace { fields["trace"] = trace.id }
        let line =
            switch self.format {
            case .text: Self.text(event, fields)
            case .json: Self.json(event, fields, label: self.label)
            }
        self.write(line)
    }

    static func text(_ event: LogEvent, _ fields: [String: String], at now: Date = Date()) -> String {
        let time = Self.time(now)
        let level = event.level.rawValue.uppercased().padding(toLength: 7, withPad: " ", startingAt: 0)
        let pairs = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted($0.value))" }.joined()
        return "\(time) \(level) \(Self.oneLine("\(event.message)"))\(pairs)\n"
    }

    static func json(
        _ event: LogEvent, _ fields: [String: String], label: String, at now: Date = Date()
    ) -> String {
        var object = fields
        object["time"] = Self.time(now)
        object["level"] = event.level.rawValue
        object["message"] = "\(event.message)"
        object["logger"] = label
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// `2026-11-22T06:29:00.047Z`.
    private static func time(_ date: Date) -> String {
        date.ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 61 && $0 != 127 }
        return isPlain ? text : "\"\(Self.oneLine(text).replacing("\"", with: "'"))\""
    }

    private static func oneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            line.unicodeScalars.append(scalar.properties.generalCategory == .control ? "·" : scalar)
        }
        return line
    }

    /// Lines of several threads must not mix: each is one write.
    private static let standardError: @Sendable (String) -> Void = { line in
        FileHandle.standardError.write(Data(line.utf8))
    }
}

extension Logger {
    /// A logger of this installation. Nothing global is set up: it is passed to those who log.
    init(_ settings: Settings) {
        self.init(label: "entrepot") { label in
            LineLog(label: label, format: settings.logFormat, level: settings.logLevel)
        }
        self.logLevel = settings.logLevel
    }
}
