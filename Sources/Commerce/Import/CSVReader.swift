/// Reads records one at a time from bytes in memory, after RFC 4180 and more forgiving than it.
///
/// A damaged record never takes its neighbours along: it is handed out with its fault, and reading goes on at the line
/// after the one where the damaged cell began. Line ends may be LF, CRLF or CR. Quotes inside an unquoted cell are
/// text (`5" nail`). Cells are found, not copied; `CSVRecord.text(at:)` decodes the ones that are wanted.
public struct CSVReader: Sequence, IteratorProtocol {
    public let bytes: [UInt8]
    public let separator: UInt8
    public let limits: CSVLimits
    /// Bytes read so far, for progress and for coming back to a record.
    public private(set) var position: Int
    /// The number of the record handed out last, as a spreadsheet shows it: the first is 1.
    public private(set) var row: Int
    /// Bytes read twice because a quote was never closed. Bounded, so that a hostile file costs linear time.
    private var reread = 0

    public init(bytes: [UInt8], separator: UInt8, limits: CSVLimits = CSVLimits(), position: Int = 0, row: Int = 0) {
        self.bytes = bytes
        self.separator = separator
        self.limits = limits
        self.position = position
        self.row = row
    }

    public mutating func next() -> CSVRecord? {
        guard self.position < self.bytes.count else { return nil }
        self.row += 1
        var record = CSVRecord(row: self.row, position: self.position, bytes: self.bytes)
        var at = self.position
        while true {
            let cellStart = at
            switch self.scan(from: at) {
            case .cell(let cell, let next, let endsRecord):
                if record.cells.count < self.limits.cells {
                    record.cells.append(cell)
                } else {
                    record.fault = .tooManyCells
                }
                at = next
                if endsRecord {
                    self.position = at
                    return record
                }
            case .fault(let fault, let reached):
                record.fault = fault(record.cells.count)
                self.position = self.lineAfter(cellStart)
                self.reread += reached - self.position
                if self.reread > self.limits.reread + self.bytes.count {
                    record.fault = .abandoned
                    self.position = self.bytes.count
                }
                return record
            }
        }
    }

    private enum Scan {
        case cell(CSVCell, next: Int, endsRecord: Bool)
        case fault((Int) -> CSVFault, reached: Int)
    }

    private func scan(from start: Int) -> Scan {
        let bytes = self.bytes
        var at = start
        while at < bytes.count, bytes[at] == .space { at += 1 }
        if at < bytes.count, bytes[at] == .quote { return self.scanQuoted(from: at + 1) }
        at = start
        while at < bytes.count {
            let byte = bytes[at]
            if byte == self.separator || byte == .lineFeed || byte == .carriageReturn { break }
            at += 1
        }
        let cell = CSVCell(start: start, end: at, hasEscapes: false, isTooLarge: at - start > self.limits.cellBytes)
        return self.finish(cell, at: at)
    }

    private func scanQuoted(from start: Int) -> Scan {
        let bytes = self.bytes
        let reach = Swift.min(bytes.count, start + self.limits.quotedBytes)
        var at = start
        var hasEscapes = false
        while at < reach {
            guard bytes[at] == .quote else {
                at += 1
                continue
            }
            if at + 1 < bytes.count, bytes[at + 1] == .quote {
                hasEscapes = true
                at += 2
                continue
            }
            let cell = CSVCell(
                start: start, end: at, hasEscapes: hasEscapes, isTooLarge: at - start > self.limits.cellBytes)
            at += 1
            while at < bytes.count, bytes[at] == .space { at += 1 }
            if at < bytes.count, bytes[at] != self.separator, bytes[at] != .lineFeed, bytes[at] != .carriageReturn {
                return .fault({ .strayQuote(column: $0) }, reached: at)
            }
            return self.finish(cell, at: at)
        }
        return .fault({ .openQuote(column: $0) }, reached: at)
    }

    /// - Parameter at: On the separator, on the line end, or past the last byte.
    private func finish(_ cell: CSVCell, at: Int) -> Scan {
        guard at < self.bytes.count else { return .cell(cell, next: at, endsRecord: true) }
        if self.bytes[at] == self.separator { return .cell(cell, next: at + 1, endsRecord: false) }
        return .cell(cell, next: self.pastLineEnd(at), endsRecord: true)
    }

    private func pastLineEnd(_ at: Int) -> Int {
        let isPair = self.bytes[at] == .carriageReturn && at + 1 < self.bytes.count && self.bytes[at + 1] == .lineFeed
        return at + (isPair ? 2 : 1)
    }

    private func lineAfter(_ start: Int) -> Int {
        var at = start
        while at < self.bytes.count, self.bytes[at] != .lineFeed, self.bytes[at] != .carriageReturn { at += 1 }
        return at < self.bytes.count ? self.pastLineEnd(at) : at
    }
}

/// What a file may ask of us.
public struct CSVLimits: Sendable, Hashable {
    /// A larger cell is not decoded and its row is refused. Default 256 KiB.
    public var cellBytes: Int
    /// A quoted cell that has not ended by then is taken for an unclosed quote. Default 8 MiB.
    public var quotedBytes: Int
    /// Cells of one record. Default 2,000; WooCommerce exports with many attributes have a few hundred.
    public var cells: Int
    /// Bytes that may be read again over all damaged records, beside the size of the file. Default 64 MiB.
    public var reread: Int

    public init(
        cellBytes: Int = 256 << 10, quotedBytes: Int = 8 << 20, cells: Int = 2_000, reread: Int = 64 << 20
    ) {
        self.cellBytes = cellBytes
        self.quotedBytes = quotedBytes
        self.cells = cells
        self.reread = reread
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let space = UInt8(ascii: " ")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}
