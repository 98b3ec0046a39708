/// Prometheus' text format, version 0.0.4.
struct Exposition {
    private(set) var text = ""

    /// One family: its name, its help, its kind, and its samples.
    mutating func family(
        _ name: String, _ kind: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double?)]
    ) {
        let samples = samples.filter { $0.value != nil }
        guard !samples.isEmpty else { return }
        self.text += "# HELP entrepot_\(name) \(help)\n# TYPE entrepot_\(name) \(kind)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            self.text += "entrepot_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.number(sample.value ?? 0))\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }
}
