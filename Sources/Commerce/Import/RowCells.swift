/// One row by column names, collecting what is odd about it while it is read.
struct RowCells {
    let record: CSVRecord
    let header: CSVHeader
    private(set) var issues: [ImportIssue] = []

    init(record: CSVRecord, header: CSVHeader) {
        self.record = record
        self.header = header
    }

    var refusals: [ImportIssue] { self.issues.filter { $0.severity == .refusal } }
    var notes: [ImportIssue] { self.issues.filter { $0.severity != .refusal } }

    /// - Parameter names: Lower case; the first that the file has is the one named.
    mutating func report(_ problem: ImportProblem, _ names: [String], severity: ImportIssue.Severity? = nil) {
        let column = self.header.place(names).map { self.header.names[$0] }
        self.issues.append(
            ImportIssue(row: self.record.row, column: column, problem: problem, severity: severity))
    }

    /// The cell's text, spaces at both ends cut; empty where the file has no such column.
    mutating func text(_ names: String...) -> String { self.text(names) }

    mutating func text(_ names: [String]) -> String {
        guard let place = self.header.place(names), let read = self.record.text(at: place) else { return "" }
        switch read.certainty {
        case .sure: break
        case .guessed: self.report(.guessedEncoding, names)
        case .replaced: self.report(.replacedCharacters, names)
        }
        var text = String(Substring(read.text).trimmingSpaces())
        if text.utf8.contains(where: { $0 < 32 && $0 != .lineFeed && $0 != .carriageReturn && $0 != .tab }) {
            self.report(.controlCharacters, names)
            text.unicodeScalars.removeAll { $0.value < 32 && !["\n", "\r", "\t"].contains($0) }
        }
        let plain = FormulaCell.unescape(text)
        if plain != text { return plain }
        if FormulaCell.isFormula(text) { self.report(.formula(text), names) }
        return text
    }

    /// A cell that is read as a number or a code: no formula warning, the reader of the value complains.
    func value(_ names: String...) -> String { self.value(names) }

    func value(_ names: [String]) -> String {
        guard let place = self.header.place(names), let read = self.record.text(at: place) else { return "" }
        return FormulaCell.unescape(String(Substring(read.text).trimmingSpaces()))
    }

    /// Whether the cell says yes, as the three formats write it.
    func isYes(_ names: String...) -> Bool { ["true", "1", "yes", "y"].contains(self.value(names).lowercased()) }

    /// Parts between commas, empty ones dropped.
    mutating func list(_ names: String...) -> [String] {
        self.text(names).split(separator: ",").map { String($0.trimmingSpaces()) }.filter { !$0.isEmpty }
    }
}
