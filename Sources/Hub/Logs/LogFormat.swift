/// How a log line is written.
enum LogFormat: String, Sendable, Hashable, CaseIterable { case text, json }
