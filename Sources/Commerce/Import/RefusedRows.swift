/// A file of the refused rows alone, with the reasons beside them, to be corrected and imported again.
public enum RefusedRows {
    /// The original columns, then `entrepot_row`, `entrepot_problem` and `entrepot_way_out`, which no import reads.
    ///
    /// Rows come back cell by cell as they were; a cell over the limit comes back empty.
    ///
    /// - Parameter bytes: The file that was imported.
    /// - Parameter rows: What the import said; rows that were not refused are left out.
    public static func csv(
        of bytes: [UInt8], rows: some Sequence<ImportRow>, options: ImportOptions
    ) throws(ImportError) -> [UInt8] {
        var refused: [Int: [ImportIssue]] = [:]
        for row in rows { if case .refused(let issues) = row.outcome { refused[row.number] = issues } }
        let file = try CSVFile(bytes)
        var reader = CSVReader(bytes: file.bytes, separator: file.separator, limits: options.limits)
        guard let first = reader.next(), first.fault == nil else { throw .damagedHeader }
        let header = CSVHeader(first)
        var writer = CSVWriter()
        writer.write(header.names + ["entrepot_row", "entrepot_problem", "entrepot_way_out"])
        for record in reader {
            guard let issues = refused[record.row] else { continue }
            var cells = header.names.indices.map { FormulaCell.unescape(record.text(at: $0)?.text ?? "") }
            cells.append("\(record.row)")
            cells.append(
                issues.map { issue in issue.column.map { "\($0): \(issue.sentence)" } ?? issue.sentence }
                    .joined(separator: " "))
            cells.append(issues.map(\.wayOut).joined(separator: " "))
            writer.write(cells)
        }
        return writer.bytes
    }
}
