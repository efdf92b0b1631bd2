<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>About</name>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AgendaList</name>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>Show %n more</numerusform>
            <numerusform>Show %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BackupsDialog</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaptureField</name>
    <message numerus="yes">
        <source>Recorded: {what} with {name} and %n others.</source>
        <translation>
            <numerusform>Recorded: {what} with {name} and %n other.</numerusform>
            <numerusform>Recorded: {what} with {name} and %n others.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Days</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>%n people are in {file}.</source>
        <translation>
            <numerusform>%n person is in {file}.</numerusform>
            <numerusform>%n people are in {file}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message numerus="yes">
        <source>%n results</source>
        <translation>
            <numerusform>%n result</numerusform>
            <numerusform>%n results</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>Reading %n files…</source>
        <translation>
            <numerusform>Reading %n file…</numerusform>
            <numerusform>Reading %n files…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Bring in %n people</source>
        <translation>
            <numerusform>Bring in %n person</numerusform>
            <numerusform>Bring in %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add to %n people</source>
        <translation>
            <numerusform>Add to %n person</numerusform>
            <numerusform>Add to %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people came in.</source>
        <translation>
            <numerusform>%n person came in.</numerusform>
            <numerusform>%n people came in.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people and organizations they name were made too.</source>
        <translation>
            <numerusform>%n person or organization they name was made too.</numerusform>
            <numerusform>%n people and organizations they name were made too.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines or cards were left out:</source>
        <translation>
            <numerusform>%n line or card was left out:</numerusform>
            <numerusform>%n lines or cards were left out:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LedgerPage</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message numerus="yes">
        <source>Shown are the {n} with the most ties; %n more have some too.</source>
        <translation>
            <numerusform>Shown are the {n} with the most ties; %n more has some too.</numerusform>
            <numerusform>Shown are the {n} with the most ties; %n more have some too.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more have no tie, and are not drawn.</source>
        <translation>
            <numerusform>%n more has no tie, and is not drawn.</numerusform>
            <numerusform>%n more have no tie, and are not drawn.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ties</source>
        <translation>
            <numerusform>%n tie</numerusform>
            <numerusform>%n ties</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last touch %n days ago</source>
        <translation>
            <numerusform>last touch %n day ago</numerusform>
            <numerusform>last touch %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>overdue by %n days</source>
        <translation>
            <numerusform>overdue by %n day</numerusform>
            <numerusform>overdue by %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open asks</source>
        <translation>
            <numerusform>%n open ask</numerusform>
            <numerusform>%n open asks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people who match are archived.</source>
        <translation>
            <numerusform>%n person who matches is archived.</numerusform>
            <numerusform>%n people who match are archived.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people who match are archived or deceased.</source>
        <translation>
            <numerusform>%n person who matches is archived or deceased.</numerusform>
            <numerusform>%n people who match are archived or deceased.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted %n people.</source>
        <translation>
            <numerusform>Deleted %n person.</numerusform>
            <numerusform>Deleted %n people.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tagged %n people.</source>
        <translation>
            <numerusform>Tagged %n person.</numerusform>
            <numerusform>Tagged %n people.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeoplePopup</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Person</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more open between you</source>
        <translation>
            <numerusform>%n more open between you</numerusform>
            <numerusform>%n more open between you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, since then %n attempts</source>
        <translation>
            <numerusform>, since then %n attempt</numerusform>
            <numerusform>, since then %n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewPane</name>
    <message numerus="yes">
        <source>%n more, newer ones</source>
        <translation>
            <numerusform>%n more, a newer one</numerusform>
            <numerusform>%n more, newer ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines that are private or about trust are not printed.</source>
        <translation>
            <numerusform>%n line that is private or about trust is not printed.</numerusform>
            <numerusform>%n lines that are private or about trust are not printed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagsPane</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message numerus="yes">
        <source>Nothing was recorded in the last %n days.</source>
        <translation>
            <numerusform>Nothing was recorded in the last day.</numerusform>
            <numerusform>Nothing was recorded in the last %n days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message numerus="yes">
        <source>Net Journal: %n things want you today</source>
        <translation>
            <numerusform>Net Journal: %n thing wants you today</numerusform>
            <numerusform>Net Journal: %n things want you today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Bulk</name>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n chosen</numerusform>
            <numerusform>%n chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the closeness of %n people.</source>
        <translation>
            <numerusform>Changed the closeness of %n person.</numerusform>
            <numerusform>Changed the closeness of %n people.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are resting.</source>
        <translation>
            <numerusform>%n person is resting.</numerusform>
            <numerusform>%n people are resting.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are in the archive.</source>
        <translation>
            <numerusform>%n person is in the archive.</numerusform>
            <numerusform>%n people are in the archive.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Month</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>charts</name>
    <message numerus="yes">
        <source>%n wins</source>
        <translation>
            <numerusform>%n win</numerusform>
            <numerusform>%n wins</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more in the numbers behind it</source>
        <translation>
            <numerusform>%n more in the numbers behind it</numerusform>
            <numerusform>%n more in the numbers behind it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people behind it</source>
        <translation>
            <numerusform>%n person behind it</numerusform>
            <numerusform>%n people behind it</numerusform>
        </translation>
    </message>
</context>
</TS>
