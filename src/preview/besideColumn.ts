import * as vscode from "vscode";

/** Where a new panel opens: beside what is read or edited, so that both are seen; with the other panels where one of them is active. */
export function besideColumn(): vscode.ViewColumn {
	const { activeTab } = vscode.window.tabGroups.activeTabGroup;
	return activeTab === undefined || activeTab.input instanceof vscode.TabInputWebview ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}
