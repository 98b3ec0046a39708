/// One odd thing at one place of a file.
public struct ImportIssue: Sendable, Hashable, Explained, CustomStringConvertible {
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The row was not imported.
        case refusal
        /// The row was imported otherwise than it is written.
        case warning
        /// Worth knowing.
        case note
    }

    /// As a spreadsheet shows it; the header is row 1.
    public var row: Int
    /// The column's name in this file; `nil` for the whole row.
    public var column: String?
    public var problem: ImportProblem
    public var severity: Severity

    public init(row: Int, column: String?, problem: ImportProblem, severity: Severity? = nil) {
        self.row = row
        self.column = column
        self.problem = problem
        self.severity = severity ?? problem.severity
    }

    public var code: String { self.problem.code }
    public var sentence: String { self.problem.sentence }
    public var wayOut: String { self.problem.wayOut }

    /// `Row 7, “Variant Price”: “12x” is not an amount. Write digits …`
    public var description: String {
        let place = self.column.map { "Row \(self.row), “\(excerpt($0))”" } ?? "Row \(self.row)"
        return "\(place): \(self.sentence) \(self.wayOut)"
    }
}
